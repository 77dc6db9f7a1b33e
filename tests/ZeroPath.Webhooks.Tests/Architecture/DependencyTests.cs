using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Architecture;

public class DependencyTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(WebhookRegistry).Assembly;

    /// <summary>The folders of the core; each may use those above it.</summary>
    internal static readonly string[] Layers =
    [
        "Events", "Signing", "Model", "Formats", "Routing", "Storage", "Diagnostics", "Registry", "Http", "Delivery", "Jobs", "Publishing",
        "Operations",
        "Receiving", "Inbound", "Contract", "Setup",
    ];

    // A file is named after its type, and a type's name is unique in the core.
    private static readonly Dictionary<string, int> LayerOfType = Layers.Index()
        .SelectMany(layer =>
            Directory.EnumerateFiles(
                Path.Combine(RepositoryTests.Root(), "src", "ZeroPath.Webhooks", layer.Item), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Type: Path.GetFileName(path).Split('.')[0], layer.Index)))
        .DistinctBy(file => file.Type).ToDictionary(file => file.Type, file => file.Index);

    [Theory]
    [InlineData("ZeroPath.Webhooks", "nothing")]
    [InlineData("ZeroPath.Webhooks.AspNetCore", "Microsoft\\.AspNetCore|ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.Dashboard", "Microsoft\\.AspNetCore|ZeroPath\\.Webhooks(\\.AspNetCore)?$")]
    [InlineData("ZeroPath.Webhooks.Ed25519", "NSec|ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.EntityFrameworkCore", "Microsoft\\.EntityFrameworkCore|ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.JsonSchema", "NJsonSchema|Newtonsoft|ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.Mcp", "Microsoft\\.AspNetCore|ModelContextProtocol|ZeroPath\\.Webhooks(\\.AspNetCore)?$")]
    [InlineData("ZeroPath.Webhooks.PostgreSql", "Npgsql|ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.Sqlite", "Microsoft\\.Data\\.Sqlite|SQLite|ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.Testing", "ZeroPath\\.Webhooks$")]
    [InlineData("ZeroPath.Webhooks.Tool", "Microsoft\\.(AspNetCore|Data\\.Sqlite)|Npgsql|ZeroPath\\.Webhooks(\\.Sqlite|\\.PostgreSql)?$")]
    public void A_package_uses_its_own_driver_or_framework_and_the_core_none(string package, string allowed)
    {
        // DbTransaction, of the base library's System.Data.Common, is no driver's.
        var heavy = Assembly.Load(package).GetReferencedAssemblies().Select(name => name.Name!).Where(name =>
            Regex.IsMatch(
                name,
                "^(Newtonsoft|NJsonSchema|NSec|Npgsql|Microsoft\\.Data|System\\.Data(?!\\.Common$)|SQLite|Microsoft\\.AspNetCore"
                    + "|Microsoft\\.EntityFrameworkCore|ModelContextProtocol|ZeroPath)")).ToList();

        heavy.Where(name => !Regex.IsMatch(name, $"^({allowed})")).Should().BeEmpty();
        (heavy.Count == 0).Should().Be(package == Core.GetName().Name, "the list of what is heavy is not empty by mistake");
    }

    [Fact]
    public void The_native_application_uses_exactly_the_packages_that_claim_to_be_compatible()
    {
        var claiming = Packages().Where(package => Assembly.Load(package).GetCustomAttributes<AssemblyMetadataAttribute>()
            .Any(claim => claim is { Key: "IsAotCompatible", Value: "True" }));
        var application = XDocument.Load(
            Path.Combine(RepositoryTests.Root(), "tests", "ZeroPath.Webhooks.AotApp", "ZeroPath.Webhooks.AotApp.csproj"));

        application.Descendants("ProjectReference").Select(reference =>
            Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Should().BeEquivalentTo(claiming).And.NotBeEmpty();
    }

    [Fact]
    public void Every_package_is_looked_at() =>
        Packages().Should().BeEquivalentTo(
            typeof(DependencyTests).GetMethod(nameof(A_package_uses_its_own_driver_or_framework_and_the_core_none))!
                .GetCustomAttributes<InlineDataAttribute>().Select(data => (string)data.Data[0]!));

    [Fact]
    public void A_layer_uses_only_those_above_it()
    {
        var uses = Core.GetTypes().Where(IsOurs)
            .SelectMany(type => Used(type).Where(IsOurs).Select(used => (Type: type, Used: used)))
            .Where(use => Layer(use.Used) > Layer(use.Type))
            .Select(use => $"{Layers[Layer(use.Type)]}/{Outermost(use.Type)} uses {Layers[Layer(use.Used)]}/{Outermost(use.Used)}");

        string.Join(Environment.NewLine, uses.Distinct().Order()).Should().BeEmpty();
    }

    [Fact]
    public void No_constructor_has_more_than_seven_parameters() =>
        typeof(DependencyTests).GetMethod(nameof(A_package_uses_its_own_driver_or_framework_and_the_core_none))!
            .GetCustomAttributes<InlineDataAttribute>().SelectMany(data => Assembly.Load((string)data.Data[0]!).GetTypes())
            .Where(type => type.Namespace?.StartsWith("ZeroPath", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetConstructors(All)).Where(constructor => constructor.GetParameters().Length > 7)
            .Select(constructor => constructor.DeclaringType!.FullName).Should().BeEmpty();

    [Fact]
    public void The_walk_sees_what_a_method_calls() =>
        Used(typeof(WebhookRegistry)).Should().Contain(typeof(RoutingRules), "it is used in a method's body only");

    // What the compiler generates, such as a closure outside any type, has no file.
    private static IEnumerable<string> Packages() =>
        Directory.GetFiles(Path.Combine(RepositoryTests.Root(), "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path));

    private static bool IsOurs(Type type) => type.Assembly == Core && LayerOfType.ContainsKey(Outermost(type));

    private static int Layer(Type type) => LayerOfType[Outermost(type)];

    private static string Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type.Name.Split('`')[0];

    private static IEnumerable<Type> Used(Type type) => UsedDirectly(type).SelectMany(Parts).Distinct();

    private static IEnumerable<Type?> UsedDirectly(Type type) =>
    [
        type.BaseType,
        .. type.GetInterfaces(),
        .. type.CustomAttributes.SelectMany(InAttribute),
        .. type.GetMembers(All).SelectMany(member => member.CustomAttributes).SelectMany(InAttribute),
        .. type.GetFields(All).Select(field => field.FieldType),
        .. type.GetProperties(All).Select(property => property.PropertyType),
        .. type.GetMethods(All).Select(method => method.ReturnType),
        .. type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(InMethod),
    ];

    private static IEnumerable<Type?> InAttribute(CustomAttributeData attribute) =>
        [attribute.AttributeType, .. attribute.ConstructorArguments.Select(argument => argument.Value as Type)];

    private static IEnumerable<Type?> InMethod(MethodBase method) =>
    [
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [],
        .. method.GetMethodBody()?.GetILAsByteArray() is { } code ? InCode(method, code) : [],
    ];

    // Every four bytes that are the token of a member: what is read amiss between instructions at worst resolves to a type too many,
    // so only calls, constructions, loads and stores are looked at.
    private static IEnumerable<Type?> InCode(MethodBase method, byte[] code)
    {
        for (var at = 0; at + 4 < code.Length; at++)
        {
            // call, callvirt, newobj, ldfld, ldflda, stfld, ldsfld, ldsflda, stsfld
            var token = BitConverter.ToInt32(code, at + 1);
            if ((code[at] is 0x28 or 0x6F or 0x73 or (>= 0x7B and <= 0x80)) && (token >> 24) is 0x04 or 0x06 or 0x0A or 0x2B)
            {
                yield return Resolve(method, token)?.DeclaringType;
            }
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMember(
                token,
                method.DeclaringType!.GetGenericArguments(),
                method.IsConstructor ? null : method.GetGenericArguments());
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or NotSupportedException)
        {
            return null;
        }
    }

    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsConstructedGenericType: true } => [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)],
        _ => [type],
    };
}
