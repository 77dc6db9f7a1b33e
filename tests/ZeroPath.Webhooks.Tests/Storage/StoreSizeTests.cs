using System.Reflection;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

public class StoreSizeTests
{
    /// <summary>
    /// A store is written by others: whoever raises this says why. 31 since who changed what is kept: that list is of rows of its own. 32
    /// since figures are merged: what they come to stays, so that it is no part of what is purged. 33 since pages are told what becomes of
    /// jobs, however old: no list, which has the newest first, can say so. 34 since what waits for endpoints that are off is cancelled
    /// together: one by one it takes as long as sending it.
    /// </summary>
    private const int Members = 34;

    [Fact]
    public void A_store_implements_no_more_members_than_are_counted_here()
    {
        var parts = typeof(WebhookStore).GetProperties().Select(property => property.PropertyType)
            .Where(type => type.IsInterface && type.Namespace == typeof(WebhookStore).Namespace);
        var interfaces = parts.SelectMany(part => part.GetInterfaces().Append(part)).Distinct();

        var members = interfaces.SelectMany(part => part.GetMembers(BindingFlags.Public | BindingFlags.Instance))
            .Where(member => member is not MethodInfo { IsSpecialName: true })
            .Select(member => $"{member.DeclaringType!.Name}.{member.Name}");

        members.Should().HaveCount(Members);
    }
}
