using System.Net;

namespace AspNetCoreHost.Simulation;

/// <summary>Stands in for the receivers of the simulation. Nothing leaves the process.</summary>
internal sealed class SimulatedReceivers(SimulatedClock clock) : HttpMessageHandler
{
    /// <summary>Whether one waits for answers; while history is made the clock is wound on instead.</summary>
    public bool TakesTime { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        if (TakesTime)
        {
            var time = host.StartsWith("siem", StringComparison.Ordinal) ? 1400 : Random.Shared.Next(20, 250);
            await Task.Delay(TimeSpan.FromMilliseconds(time), TimeProvider.System, cancellationToken);
        }
        else
        {
            clock.WindOn(TimeSpan.FromMilliseconds(Random.Shared.Next(10, 90)));
        }

        var chance = Random.Shared.NextDouble();
        return host.Split('.')[0] switch
        {
            "cmdb" => throw new HttpRequestException(
                HttpRequestError.ConnectionError, "Connection refused (cmdb.acme.example:443)"),
            "tickets" when chance < 0.35 => Answer(HttpStatusCode.ServiceUnavailable, """{"error":"upstream timed out, try again"}"""),
            "siem" when chance < 0.12 => Answer(HttpStatusCode.TooManyRequests, """{"error":"rate limit of index main"}"""),
            "warehouse" when chance < 0.25 => Answer(
                HttpStatusCode.UnprocessableEntity, """{"error":"unknown repository","fields":{"repository.id":"not in catalogue"}}"""),
            "hooks" => Answer(HttpStatusCode.OK, "ok"),
            _ => Answer(HttpStatusCode.OK, """{"received":true}"""),
        };
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };
}
