using System.Collections.Frozen;

namespace ZeroPath.Webhooks;

/// <summary>The rules of one endpoint.</summary>
internal static class EndpointRules
{
    public const string RetryDelays =
        "Write one time for each retry, at most 100 and each from a second to a year, such as 00:00:30, or an empty list for none.";

    public const string RetryJitter = "Write a fraction from 0 to 1, such as 0.1.";

    private const int MaxRetries = 100;
    private const string ExampleUrl = "https://api.example.com/webhooks/zeropath";

    // Cookie is not among them: some gateways authenticate by a static one.
    private static readonly FrozenSet<string> ReservedHeaders = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Expect", "Date", "Via",
        "Accept-Encoding",
        "Allow", "Expires", "Last-Modified", // of the body, for System.Net.Http, which would drop them
        "User-Agent", "traceparent", "tracestate", "baggage");

    private static readonly string[] ReservedPrefixes = ["Content-", "Proxy-", "webhook-", "zeropath-"];

    public static IEnumerable<RoutingProblem> Check(
        WebhookEndpoint endpoint, ProblemPath path, bool allowHttp, AddressRules addresses, WebhookFormats formats) =>
        CheckSettings(endpoint, path, allowHttp, addresses).Concat(CheckSecrets(endpoint, path))
            .Concat(FormatRules.Check(endpoint, path, formats));

    /// <summary>All but its headers, its signing secrets and its format.</summary>
    public static IEnumerable<RoutingProblem> CheckSettings(
        WebhookEndpoint endpoint, ProblemPath path, bool allowHttp, AddressRules addresses)
    {
        if (string.IsNullOrWhiteSpace(endpoint.Name))
        {
            yield return new(
                path.To("Name"), "The name is empty. Write what people call the endpoint, such as Production Security Alerts.");
        }
        else if (string.IsNullOrWhiteSpace(endpoint.Id))
        {
            yield return new(path.To("Id"), "The id is empty. Write one, or leave it out to take the Name for one.");
        }

        foreach (var problem in CheckUrl(endpoint.Url, allowHttp, addresses))
        {
            yield return new(path.To("Url"), problem);
        }

        if (endpoint.MaxConcurrency < 1)
        {
            yield return new(
                path.To("MaxConcurrency"),
                $"It is {endpoint.MaxConcurrency}. Write how many requests at once it gets at most, or leave it out.");
        }

        if (endpoint.MaxPerSecond is { } rate && !(rate >= 0.001 && rate <= 1_000_000))
        {
            yield return new(
                path.To("MaxPerSecond"),
                $"It is {rate}. Write how many requests a second it gets at most, from 0.001 to a million, or leave it out.");
        }

        // Whoever owns it chooses how often it is asked, and the host pays for that.
        if (endpoint.Retry is { } retry && !(retry.Delays?.Count <= MaxRetries && retry.Delays.All(IsRetryDelay)))
        {
            yield return new(
                path.To("Retry:Delays", inCode: "Retry.Delays"),
                $"There are more than {MaxRetries} delays, or one is below a second or above a year, or the list is null. {RetryDelays}");
        }

        if (endpoint.Retry is { Jitter: not (>= 0 and <= 1) and var jitter })
        {
            yield return new(path.To("Retry:Jitter", inCode: "Retry.Jitter"), $"It is {jitter}. {RetryJitter}");
        }

        foreach (var problem in RoutingRules.CheckText(endpoint.Name, path.To("Name"))
            .Concat(IdRules.Check(endpoint.Id, path))
            .Concat(RoutingRules.CheckOrganization(endpoint.OrganizationId, path)))
        {
            yield return problem;
        }
    }

    /// <summary>What stores keep protected: its headers and signing secrets.</summary>
    public static IEnumerable<RoutingProblem> CheckSecrets(WebhookEndpoint endpoint, ProblemPath path)
    {
        foreach (var (index, secret) in endpoint.SigningSecrets.Index())
        {
            if (secret is null)
            {
                yield return new(path.To("SigningSecrets", index), "The signing secret is null. Leave it out.");
            }
            else if (secret.FindProblem() is { } problem)
            {
                yield return new(path.To("SigningSecrets", index), problem);
            }
        }

        if (endpoint.SigningSecrets.Count > WebhookEndpoint.MaxSigningSecrets)
        {
            yield return new(
                path.To("SigningSecrets"),
                $"There are {endpoint.SigningSecrets.Count} signing secrets, and {WebhookEndpoint.MaxSigningSecrets} at most. "
                    + "Leave out those that are not used any more; the first is the newest.");
        }

        if (endpoint.SigningSecrets.Count > 0 && endpoint.SigningSecrets.All(secret => secret?.ExpiresAt is not null))
        {
            yield return new(path.To("SigningSecrets"), "All of them expire, and nothing would be signed then. Add one without ExpiresAt.");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in endpoint.Headers)
        {
            var token = HeaderName.Shown(name);
            foreach (var problem in CheckHeader(token, name, value, isRepeated: !names.Add(name)))
            {
                yield return new(path.To("Headers", token), problem);
            }
        }
    }

    private static bool IsRetryDelay(TimeSpan delay) => delay >= TimeSpan.FromSeconds(1) && delay <= TimeSpan.FromDays(365);

    private static IEnumerable<string> CheckUrl(Uri? url, bool allowHttp, AddressRules addresses)
    {
        if (url is null)
        {
            yield return $"The URL is missing. Write one such as {ExampleUrl}.";
            yield break;
        }

        if (!url.IsAbsoluteUri)
        {
            yield return $"{Shown()} is not absolute. Write a whole URL such as {ExampleUrl}.";
            yield break;
        }

        if (url.Scheme == Uri.UriSchemeHttp)
        {
            if (!allowHttp)
            {
                yield return $"{Shown()} is not encrypted. Write https, or set the option AllowHttp to true.";
            }
        }
        else if (url.Scheme != Uri.UriSchemeHttps)
        {
            yield return $"{Shown()} is no https URL. Write one such as {ExampleUrl}.";
            yield break;
        }

        if (url.Port == 0)
        {
            yield return $"{Shown()} has the port 0, at which nobody can listen. Leave the port out, or write one from 1 to 65535.";
        }

        if (addresses.Refuses(url))
        {
            yield return $"{Shown()} is a private or reserved address, to which nothing is sent. Write a public one, "
                + "or add its network to the " +
                "option AllowedNetworks, such as 10.1.0.0/16.";
        }

        if (url.UserInfo.Length > 0)
        {
            yield return $"{Shown()} has user info (***) before its host. Leave it out and write an Authorization header.";
        }

        if (url.Fragment.Length > 0)
        {
            yield return $"{Shown()} has a fragment, which is never sent. Leave out the # and what follows it.";
        }

        // Mostly nothing is wrong, and nothing is to be shown.
        string Shown() => RoutingRules.Quote(WebhookEndpoint.Display(url));
    }

    private static IEnumerable<string> CheckHeader(string token, string name, string? value, bool isRepeated)
    {
        if (token != name || name.Length == 0)
        {
            yield return $"'{token}' is no name of a header. Write letters, digits and hyphens only, such as X-Api-Key.";
        }
        else if (ReservedHeaders.Contains(name)
            || ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{name} is set by HTTP or by this library. Leave it out, or write another name such as X-{name}.";
        }

        if (isRepeated)
        {
            yield return $"{token} is there twice, ignoring case. Leave one out.";
        }

        // HTTP drops spaces at either end, and a receiver that compares exactly would refuse what is left.
        if (string.IsNullOrEmpty(value) || value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value[0] == ' ' || value[^1] == ' ')
        {
            yield return $"The value of {token} (***) is empty, begins or ends with a space, or has a line break or another character " +
                "that is not printable ASCII. Write printable ASCII only.";
        }
    }
}
