namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What callers can do with a job: cancel it, or have it run again.</summary>
internal static class JobChange
{
    private const string HasEnded = "It has ended already: only what has not can be cancelled.";
    private const string HasNotEnded = "It has not ended yet: it will be run, or is being run.";

    /// <param name="cancel">Cancels it, if it has not ended.</param>
    /// <param name="findAsync">Finds the job, if the caller may see it.</param>
    /// <param name="answerAsync">Shows it.</param>
    public static Task<OperationResult> CancelAsync(
        Func<Task<bool>> cancel, Func<Task<Job?>> findAsync, Func<Job, Task<OperationResult>> answerAsync) =>
        MakeAsync(cancel, HasEnded, findAsync, answerAsync);

    /// <param name="retry">Has it run again, if it has ended.</param>
    /// <param name="findAsync">Finds the job, if the caller may see it.</param>
    /// <param name="answerAsync">Shows it.</param>
    public static Task<OperationResult> RunAgainAsync(
        Func<Task<bool>> retry, Func<Task<Job?>> findAsync, Func<Job, Task<OperationResult>> answerAsync) =>
        MakeAsync(retry, HasNotEnded, findAsync, answerAsync);

    private static async Task<OperationResult> MakeAsync(
        Func<Task<bool>> change, string refusal, Func<Task<Job?>> findAsync, Func<Job, Task<OperationResult>> answerAsync)
    {
        if (await findAsync().ConfigureAwait(false) is null)
        {
            return OperationResult.NotFound;
        }

        var isChanged = await change().ConfigureAwait(false);
        return await findAsync().ConfigureAwait(false) is not { } job ? OperationResult.NotFound
            : isChanged ? await answerAsync(job).ConfigureAwait(false)
            : OperationResult.Conflict(refusal);
    }
}
