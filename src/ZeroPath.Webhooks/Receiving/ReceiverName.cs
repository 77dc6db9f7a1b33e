namespace ZeroPath.Webhooks;

/// <summary>A receiver's name, as people read it.</summary>
internal static class ReceiverName
{
    /// <summary>As the noun of a sentence: the one without a name is <c>the receiver</c>.</summary>
    public static string Shown(string name) => name.Length == 0 ? "the receiver" : $"receiver '{name}'";
}
