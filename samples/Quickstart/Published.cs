using ZeroPath.Webhooks;

namespace Quickstart;

/// <summary>A sample that was published, and what the publisher said.</summary>
internal sealed record Published(SampleEvent Sample, PublishResult Result);
