namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

/// <summary>
/// Its text was written by somebody who is not the host: tenants, receivers, external systems. Agents are told to take it as data.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FromOutsideAttribute : Attribute;
