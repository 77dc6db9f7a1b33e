using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using Xunit;
using ZeroPath.Webhooks.Packages.Tests;

[assembly: AssemblyFixture(typeof(Feed))]

namespace ZeroPath.Webhooks.Packages.Tests;

/// <summary>
/// All packages in a local folder, packed once, and a folder for strangers' projects, which know nothing of the repository.
/// </summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-packages-");

    public static string Version => Metadata("Version");

    public static string Repository => Metadata("Repository");

    public string Folder => Path.Combine(_folder.FullName, "feed");

    public IEnumerable<string> Packages => Directory.GetFiles(Folder, "*.nupkg").Select(PackageName).Order(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        await Dotnet.RunAsync(
            Repository, "pack", "ZeroPath.Webhooks.sln", "--no-build", "--configuration", Metadata("Configuration"),
            "-warnaserror", "--output", Folder);

        // Ours come from the folder and from nowhere else; what others make is where the repository's own restore put it.
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder.FullName, "packages")}" /></config>
              <fallbackPackageFolders><add key="others" value="{Metadata("PackagesOfOthers")}" /></fallbackPackageFolders>
              <packageSources>
                <clear />
                <add key="feed" value="{Folder}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="ZeroPath.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A new folder with a project, and its program if it has one.</summary>
    public string Project(string name, string project, string program = "")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), project);
        if (program.Length > 0)
        {
            File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        }

        return folder;
    }

    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;

    /// <summary>The files in a package.</summary>
    public IReadOnlyList<string> Files(string package, string extension = "nupkg")
    {
        using var archive = Open(package, extension);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    public string Text(string package, string file)
    {
        using var archive = Open(package);
        using var reader = new StreamReader(archive.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>What a package says of itself.</summary>
    public XElement Metadata(string package, string element) =>
        XDocument.Parse(Text(package, $"{package}.nuspec")).Descendants().First(found => found.Name.LocalName == element);

    /// <summary>The packages that a package asks for, with their versions.</summary>
    public IReadOnlyDictionary<string, string> Dependencies(string package) =>
        XDocument.Parse(Text(package, $"{package}.nuspec")).Descendants().Where(found => found.Name.LocalName == "dependency")
            .ToDictionary(found => found.Attribute("id")!.Value, found => found.Attribute("version")!.Value);

    private static string Metadata(string key) => typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    private static string PackageName(string path) =>
        Path.GetFileName(path).Replace($".{Version}.nupkg", "", StringComparison.Ordinal);

    private ZipArchive Open(string package, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Folder, $"{package}.{Version}.{extension}"));
}
