using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ZeroPath.Webhooks.AspNetCore;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>
/// Tells a page what has changed, as server-sent events. A stream ends after a minute, or with the user's session; the browser comes again
/// by itself, and then the host decides anew who may.
/// </summary>
internal sealed class LiveStream(LiveHub hub, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task WriteAsync(HttpContext context, WebhooksApiScope scope)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (scope == WebhooksApiScope.Nothing)
        {
            await ProblemWriter.WriteAsync(context, StatusCodes.Status403Forbidden, "You belong to no organization.").ConfigureAwait(false);
            return;
        }

        using var place = hub.TryEnter(scope);
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "30";
            await ProblemWriter.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "Too many pages are open. This one asks now and then instead.")
                .ConfigureAwait(false);
            return;
        }

        using var limit = new CancellationTokenSource(LengthOf(context), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping, limit.Token);
        try
        {
            await WriteAsync(context, scope, end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (end.IsCancellationRequested && e is (OperationCanceledException or IOException))
        {
            // It is over.
        }
    }

    private async Task WriteAsync(HttpContext context, WebhooksApiScope scope, CancellationToken end)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.XContentTypeOptions = "nosniff";

        // nginx keeps what is small for later, unless it is told.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await SendAsync("retry: 2000\n\n").ConfigureAwait(false);
        var seen = LiveStamps.TryRead(context.Request.Headers["Last-Event-ID"]);
        var isTold = false;
        var spokenAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(LiveHub.Pause, time);
        do
        {
            var now = await LookAsync(scope, end).ConfigureAwait(false);
            var topics = now is null ? [] : now.ChangedSince(seen ?? now).ToList();
            if (now is not null && (topics.Count > 0 || !isTold))
            {
                await SendAsync($"id: {now}\ndata: {{\"topics\":[{string.Join(',', topics.Select(topic => $"\"{topic}\""))}]}}\n\n")
                    .ConfigureAwait(false);
                (seen, isTold) = (now, true);
            }
            else if (time.GetElapsedTime(spokenAt) >= Heartbeat)
            {
                await SendAsync(":\n\n").ConfigureAwait(false);
            }
        }
        while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));

        async Task SendAsync(string text)
        {
            spokenAt = time.GetTimestamp();
            await response.WriteAsync(text, Encoding.UTF8, end).ConfigureAwait(false);
            await response.Body.FlushAsync(end).ConfigureAwait(false);
        }
    }

    /// <returns>How things stand; null while the store does not answer.</returns>
    private async Task<LiveStamps?> LookAsync(WebhooksApiScope scope, CancellationToken end)
    {
        try
        {
            return await hub.LookAsync(scope).WaitAsync(end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException or WebhookStoreException or IOException or SocketException)
        {
            return null;
        }
    }

    private TimeSpan LengthOf(HttpContext context)
    {
        var session = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc - time.GetUtcNow();
        return session < Longest ? (session > TimeSpan.Zero ? session.Value : TimeSpan.Zero) : Longest;
    }
}
