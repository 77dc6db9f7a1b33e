namespace ZeroPath.Webhooks;

/// <summary>How much of a value is written: the characters of a text, and the items of an object or a list.</summary>
internal readonly record struct CutLimits(int MaxText, int MaxItems)
{
    public static CutLimits None { get; } = new(int.MaxValue, int.MaxValue);
}
