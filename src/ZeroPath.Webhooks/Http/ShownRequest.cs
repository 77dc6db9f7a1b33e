namespace ZeroPath.Webhooks;

/// <summary>A request as people may see it: what is secret of the endpoint's headers and of the body is masked; the URL is not.</summary>
/// <param name="method">The method.</param>
/// <param name="url">Where it goes.</param>
/// <param name="headers">The headers, in the order in which they are sent.</param>
/// <param name="body">The body.</param>
internal sealed class ShownRequest(string method, Uri url, IReadOnlyList<KeyValuePair<string, string>> headers, string body)
{
    public string Method { get; } = method;

    public Uri Url { get; } = url;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = headers;

    public string Body { get; } = body;
}
