using System.CommandLine;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tool;

/// <summary>Options that several commands have, and reading what they say.</summary>
internal static class ToolInput
{
    private const string Environment = "env:";

    public static Option<string[]> Headers() => new("--header", "-H")
    {
        Description = "A header as NAME=VALUE, such as Authorization=env:TOKEN. Its value is never shown.",
    };

    /// <summary>An address of http or https.</summary>
    public static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            {
                return address;
            }

            result.AddError($"{name} is no http or https address, such as http://localhost:5005/webhooks/zeropath.");
            return null;
        },
    };

    public static Option<string?> Secret() => new("--secret")
    {
        Description = "The signing secret: whsec_…, or better env:NAME. It is never shown.",
    };

    /// <summary>A value that may be secret, or stand in an environment variable.</summary>
    public static string Read(string value) =>
        !value.StartsWith(Environment, StringComparison.Ordinal) ? value
        : System.Environment.GetEnvironmentVariable(value[Environment.Length..]) is { Length: > 0 } found ? found
        : throw new ToolException($"The environment variable {value[Environment.Length..]} is not set.", ExitCode.Unusable);

    public static Dictionary<string, string> ReadHeaders(string[]? headers)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers ?? [])
        {
            var name = header.Split('=', 2) is [var before, _] ? before.Trim() : throw new ToolException(
                "A --header has no '='. Write NAME=VALUE, such as Authorization=env:TOKEN.", ExitCode.Unusable);
            read[name] = Read(header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        return read;
    }

    public static SigningSecret? ReadSecret(string? secret)
    {
        var read = secret is null ? null : new SigningSecret { Value = Read(secret) };
        return read?.FindProblem() is { } problem ? throw new ToolException(problem, ExitCode.Unusable) : read;
    }

    /// <summary>The bytes of a file, or of the input for <c>-</c>.</summary>
    public static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        if (path != "-")
        {
            return File.Exists(path)
                ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)
                : throw new ToolException($"There is no file '{path}'.", ExitCode.Unusable);
        }

        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <exception cref="ToolException">It is no payload at all.</exception>
    public static WebhookPayload ReadPayload(byte[] document, string name)
    {
        try
        {
            return WebhookJson.Read(document);
        }
        catch (WebhookJsonException e)
        {
            throw new ToolException(
                $"{name} is no payload: {string.Join(" ", e.Problems.Select(problem => $"{problem.Path}: {problem.Description}"))}",
                ExitCode.Unusable);
        }
    }
}
