using ZeroPath.Webhooks.Tests.Signing;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>TypeScript, which reads the types in the scripts' comments.</summary>
public sealed class TypeScript : NodeFolder;
