namespace ZeroPath.Webhooks;

/// <summary>A request as people may see it: what is secret of the endpoint's headers and of the body is masked; the URL is not.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Headers">The headers, in the order in which they are sent.</param>
/// <param name="Body">The body.</param>
internal sealed record ShownRequest(string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body);
