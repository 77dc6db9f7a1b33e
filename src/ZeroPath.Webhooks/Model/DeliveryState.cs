using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>How far a delivery is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>Not settled: to be attempted when it is due.</summary>
    Pending,

    /// <summary>An attempt was accepted.</summary>
    Succeeded,

    /// <summary>No attempt was accepted, and none is made any more: no retry is left, or its deadline is over.</summary>
    Failed,

    /// <summary>Its endpoint was removed or disabled before it was accepted.</summary>
    Cancelled,
}
