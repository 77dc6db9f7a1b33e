using System.Net;
using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>However long an endpoint asks for, an hour is the most (D28); and what it does not say well moves nothing.</summary>
public class RetryAfterTests
{
    [Theory]
    [InlineData("2147483647", 3600)]
    [InlineData("2147483648", 3600)]
    [InlineData("4294967296", 3600)]
    [InlineData("99999999999999999999999999999999999999999", 3600)]
    [InlineData("000000000000000000000000045", 45)]
    [InlineData("0", 30)]
    [InlineData("1", 30)]
    [InlineData("3600", 3600)]
    [InlineData("3601", 3600)]
    [InlineData("-2147483649", 30)]
    [InlineData("1e9", 30)]
    [InlineData("٤٥", 30)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 30)]
    public async Task The_next_attempt_is_no_earlier_and_at_most_an_hour_away(string retryAfter, double seconds)
    {
        await using var bed = new DeliveryBed();
        bed.Respond = request =>
        {
            var response = new HttpResponseMessage(bed.Requests.Count == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return response;
        };
        await bed.SendAsync();

        await bed.RunAsync();

        bed.Seconds.Should().HaveCount(2).And.EndWith(seconds);
    }
}
