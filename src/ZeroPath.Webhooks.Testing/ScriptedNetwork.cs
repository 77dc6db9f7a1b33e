namespace ZeroPath.Webhooks.Testing;

/// <summary>Stands where the network would: it records each request, and answers by the test bed's script.</summary>
internal sealed class ScriptedNetwork(WebhookTestBed bed) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (await bed.AnswerAsync(request, cancellationToken).ConfigureAwait(false)).ToResponse();
}
