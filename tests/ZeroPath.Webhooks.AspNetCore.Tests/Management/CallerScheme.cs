using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Believes what a header says about who calls.</summary>
internal sealed class CallerScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-Caller";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(Request.Headers[Header].ToString() is { Length: > 0 } caller
        ? AuthenticateResult.Success(new(new(new ClaimsIdentity([new("org", caller)], Scheme.Name)), Scheme.Name))
        : AuthenticateResult.NoResult());
}
