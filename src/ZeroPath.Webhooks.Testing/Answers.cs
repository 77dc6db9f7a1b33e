namespace ZeroPath.Webhooks.Testing;

/// <summary>A script by which endpoints answer. It is safe for requests that come at once.</summary>
public sealed class Answers
{
    private readonly Func<RecordedRequest, Answer> _answer;
    private readonly Lock _lock = new();

    private Answers(Func<RecordedRequest, Answer> answer) => _answer = answer;

    /// <summary>The same answer to every request.</summary>
    public static Answers Always(Answer answer) => new(_ => answer);

    /// <summary>One answer after the other, whoever is asked; the last one again and again.</summary>
    /// <param name="answers">The answers; at least one.</param>
    public static Answers InTurn(params Answer[] answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfZero(answers.Length);
        var next = 0;
        return new(_ => answers[Math.Min(next++, answers.Length - 1)]);
    }

    /// <summary>An answer that depends on the request, such as on its URL or its attempt.</summary>
    public static Answers By(Func<RecordedRequest, Answer> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new(answer);
    }

    /// <summary>
    /// Half of the requests fail by chance: with a status, without an answer in time, or with a connection that is refused or lost. The
    /// same seed gives the same chances. When the test that calls this throws, the seed is printed, once.
    /// </summary>
    /// <param name="seed">The seed, such as the day's: <c>Environment.TickCount</c> makes a new one every time.</param>
    /// <param name="print">Prints the seed; to the console's error output unless given.</param>
    public static Answers Flaky(int seed, Action<string>? print = null)
    {
        FlakySeed.Watch(seed, print ?? Console.Error.WriteLine);

        // Reproducible is what matters here.
#pragma warning disable CA5394
        var random = new Random(seed);
        Answer[] failures =
        [
            500, 503, new(429) { RetryAfter = TimeSpan.FromMinutes(1) }, Answer.Timeout, Answer.ConnectionRefused, Answer.ConnectionLost,
        ];
        return new(_ => random.Next(2) == 0 ? Answer.Ok : failures[random.Next(failures.Length)]);
#pragma warning restore CA5394
    }

    internal Answer To(RecordedRequest request)
    {
        lock (_lock)
        {
            return _answer(request);
        }
    }
}
