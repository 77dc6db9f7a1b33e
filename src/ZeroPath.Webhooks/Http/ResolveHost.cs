using System.Net;

namespace ZeroPath.Webhooks;

/// <summary>Finds the addresses of a host: DNS, unless a test has its own.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);
