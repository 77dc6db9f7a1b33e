using System.Collections.Concurrent;
using System.Diagnostics;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

public class ReceiverSecretTests
{
    private const string Key = "canary51c9c1/canary51c9c1/canary51c9";

    [Fact]
    public async Task No_secret_is_logged_traced_or_answered()
    {
        var witness = new LogWitness();
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                traced.Enqueue($"{activity.DisplayName} {string.Join(" ", activity.TagObjects)} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(listener);
        var answers = new List<string>();
        await using (var bed = await ReceiverBed.StartAsync(
            options =>
            {
                options.Headers["Authorization"] = ["Bearer canary-accepted", "Bearer canary-also"];
                options.SigningSecrets.Add($"whsec_{Key}");
            },
            builder => builder.Services.AddLogging(logging => witness.AddTo(logging))))
        {
            bed.Handle = (_, _) => throw new InvalidOperationException("It fails.");
            foreach (var token in new[] { null, "Bearer canary-other", "Bearer canary-accepted" })
            {
                using var unsigned = await bed.PostAsync(token: token, id: "1");
                answers.Add(await ReadAsync(unsigned));
                using var badlySigned = await bed.PostAsync(token: token, id: "1", change: request =>
                {
                    request.Headers.Add("webhook-timestamp", $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}");
                    request.Headers.Add("webhook-signature", "v1,canary");
                });
                answers.Add(await ReadAsync(badlySigned));
            }
        }

        answers.Should().HaveCount(6).And.OnlyContain(answer => answer.Contains("401"));
        answers.Distinct().Should().ContainSingle("nobody learns what is wrong with the credentials");
        var ours = witness.Seen.Where(text => text.Contains("Receiver", StringComparison.Ordinal)).ToList();
        ours.Should().HaveCountGreaterThanOrEqualTo(6, "the operator learns it");
        witness.Seen.Concat(traced).Concat(answers).Where(text => text.Contains("canary", StringComparison.OrdinalIgnoreCase))
            .Should().BeEmpty();

        static async Task<string> ReadAsync(HttpResponseMessage response)
        {
            response.Headers.Date = null;
            return $"{(int)response.StatusCode} {response.Headers} {response.Content.Headers} "
                + $"{await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        }
    }
}
