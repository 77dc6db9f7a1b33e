namespace ZeroPath.Webhooks.Testing;

/// <summary>
/// Prints the seed of a script when the test that uses it throws. No test framework is asked: the runtime says of every exception, and the
/// flow of the test's calls says whose it is.
/// </summary>
internal sealed class FlakySeed(int seed, Action<string> print)
{
    private static readonly AsyncLocal<FlakySeed?> Current = new();

    private bool _isPrinted;

    static FlakySeed() => AppDomain.CurrentDomain.FirstChanceException += (_, _) => Current.Value?.Print();

    public static void Watch(int seed, Action<string> print) => Current.Value = new(seed, print);

    /// <summary>What is thrown until the calling async method returns is the script's doing, and no failure of the test's.</summary>
    public static void Ignore() => Current.Value = null;

    private void Print()
    {
        if (!_isPrinted)
        {
            _isPrinted = true;
            print($"The answers were Answers.Flaky({seed}): the same seed gives the same chances.");
        }
    }
}
