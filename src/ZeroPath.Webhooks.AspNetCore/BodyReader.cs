using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>Reads a body whole, but never more of it than it may have.</summary>
internal static class BodyReader
{
    public static ValueTask<ReadBody> ReadAsync(HttpRequest request, int maxBytes, TimeSpan timeout, TimeProvider time)
    {
        if (request.ContentLength > maxBytes)
        {
            return new(ReadBody.TooLarge);
        }

        // Mostly all of it is there already.
        var body = request.BodyReader;
        if (request.ContentLength is { } length && body.TryRead(out var result))
        {
            if (result.Buffer.Length == length)
            {
                var bytes = result.Buffer.ToArray();
                body.AdvanceTo(result.Buffer.End);
                return new(new ReadBody(bytes));
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.Start);
        }

        return ReadSlowlyAsync(body, maxBytes, timeout, time, request.HttpContext);
    }

    private static async ValueTask<ReadBody> ReadSlowlyAsync(
        PipeReader body, int maxBytes, TimeSpan timeout, TimeProvider time, HttpContext context)
    {
        var aborted = context.RequestAborted;
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        var read = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var result = await body.ReadAsync(either.Token).ConfigureAwait(false);
                var buffer = result.Buffer;
                if (read.WrittenCount + buffer.Length > maxBytes)
                {
                    body.AdvanceTo(buffer.Start);
                    return ReadBody.TooLarge;
                }

                foreach (var segment in buffer)
                {
                    read.Write(segment.Span);
                }

                body.AdvanceTo(buffer.End);
                if (result.IsCompleted)
                {
                    return new(read.WrittenMemory);
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            return ReadBody.TooSlow;
        }
        catch (Exception e) when (aborted.IsCancellationRequested || (e is IOException and not BadHttpRequestException))
        {
            // A connection that is reset shows here before the request is said to be aborted. Without this the server would try to read on.
            context.Abort();
            return ReadBody.Gone;
        }
    }
}
