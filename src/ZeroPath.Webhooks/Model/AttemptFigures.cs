namespace ZeroPath.Webhooks;

/// <summary>Figures of the attempts that have one number: the first ones, the second ones, and so on.</summary>
/// <param name="Number">The number, from 1; <see cref="MaxNumber"/> is that one or more.</param>
/// <param name="Made">How many were made.</param>
/// <param name="Accepted">How many of them were accepted.</param>
public sealed record AttemptFigures(int Number, long Made, long Accepted)
{
    /// <summary>The largest number that is counted apart from those after it.</summary>
    public const int MaxNumber = 20;
}
