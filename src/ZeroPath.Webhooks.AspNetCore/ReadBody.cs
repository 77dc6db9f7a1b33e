namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>What reading a body came to.</summary>
/// <param name="Body">The body; null if it was too large or too slow, or its sender has gone.</param>
/// <param name="IsTooLarge">Whether it was too large.</param>
internal readonly record struct ReadBody(ReadOnlyMemory<byte>? Body, bool IsTooLarge = false)
{
    public static ReadBody TooLarge { get; } = new(null, IsTooLarge: true);

    public static ReadBody TooSlow { get; }

    /// <summary>Its sender has gone in the middle of it. Whatever is answered, nobody reads it.</summary>
    public static ReadBody Gone { get; }
}
