using Microsoft.Extensions.Options;

namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Bounds how long a caller waits for the store: <see cref="ZeroPathWebhooksOptions.StoreTimeout"/>. While the store is silent, one caller
/// at a time asks it, and the others are told at once. What the store throws becomes a <see cref="WebhookStoreException"/>.
/// </summary>
/// <remarks>Loops that run in the background wait as long as it takes, and do not come through here.</remarks>
internal sealed class StoreGate(WebhookStore store, IOptions<ZeroPathWebhooksOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = options.Value.StoreTimeout;

    // Counted without a lock: what matters is whether it has changed.
    private int _answers;
    private volatile bool _isSilent;
    private bool _isAsked;

    /// <inheritdoc cref="WebhookStore.IsDurable"/>
    public bool IsDurable => store.IsDurable;

    /// <summary>Asks the store.</summary>
    /// <param name="ask">What to ask. Its token is cancelled when the time is over, so that what has not begun is not done.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="WebhookStoreException">The store failed, or did not answer in time.</exception>
    public ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken) =>
        store.IsDurable ? AskInTimeAsync(ask, cancellationToken) : ask(cancellationToken);

    /// <inheritdoc cref="AskAsync{T}"/>
    public async ValueTask AskAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken) =>
        await AskAsync(
            async token =>
            {
                await ask(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    private async ValueTask<T> AskInTimeAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        var isProbe = _isSilent;
        if (isProbe && Interlocked.Exchange(ref _isAsked, true))
        {
            throw Silence();
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var before = _answers;
        Task<T>? answer = null;
        try
        {
            answer = ask(patience.Token).AsTask();
            return await answer.WaitAsync(_timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (answer is { IsCompleted: false })
        {
            // A call that is long by itself, while others are answered, makes no silence.
            _isSilent = isProbe || _answers == before;
            _ = HearAsync(answer);
            await patience.CancelAsync().ConfigureAwait(false);
            throw Silence();
        }
        catch (Exception e) when (IsOfStore(e, cancellationToken))
        {
            throw new WebhookStoreException(
                "The store failed. What was asked of it may be done all the same: ask again, with the same idempotency key. "
                + "The inner exception says why.",
                e);
        }
        finally
        {
            if (answer is { IsCompleted: true, IsCanceled: false })
            {
                Answered();
            }

            if (isProbe)
            {
                Volatile.Write(ref _isAsked, false);
            }
        }
    }

    // What callers are to be told as it is: their own mistakes, and that they have cancelled.
    private static bool IsOfStore(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && e is not (WebhookStoreException or IdempotencyConflictException or ArgumentException or ObjectDisposedException);

    private void Answered()
    {
        _answers++;
        _isSilent = false;
    }

    /// <summary>An answer that comes too late is one all the same, if only to say that the store is there.</summary>
    private async Task HearAsync(Task answer)
    {
        await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answer.IsCompletedSuccessfully)
        {
            Answered();
        }
    }

    private WebhookStoreException Silence() => new(
        $"The store has not answered for {_timeout} (StoreTimeout). What was asked of it may be done all the same: ask again, with the "
        + "same idempotency key.");
}
