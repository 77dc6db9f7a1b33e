using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AspNetCoreHost;

/// <summary>Knows callers by the header <c>X-Api-Key</c>. A real host has its own way, such as tokens of an identity provider.</summary>
internal sealed class ApiKeyScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-Api-Key";

    /// <summary>The claim that says which organization a caller is of, or that it is <see cref="Operator"/>.</summary>
    public const string Claim = "organization";

    public const string Operator = "operator";

    /// <summary>Whose key it is; null if it is nobody's.</summary>
    public static string? FindCaller(IConfiguration configuration, string key) => configuration.GetSection("ApiKeys").GetChildren()
        .FirstOrDefault(known => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known.Key), Encoding.UTF8.GetBytes(key)))
        ?.Value;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(FindCaller(configuration, Request.Headers[Header].ToString()) is { } caller
            ? AuthenticateResult.Success(new(new(new ClaimsIdentity([new(Claim, caller)], Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());
}
