namespace ZeroPath.Webhooks.AotApp;

/// <summary>Says of each thing whether it is as it should be.</summary>
internal sealed class Checks
{
    public bool AreRight { get; private set; } = true;

    public void Expect<T>(string what, T actual, T expected)
    {
        var isSame = EqualityComparer<T>.Default.Equals(actual, expected);
        AreRight &= isSame;
        Console.WriteLine(isSame ? $"ok    {what}: {actual}" : $"WRONG {what}: {actual}, not {expected}");
    }
}
