using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>How far a job is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>It waits to be run, or is being run.</summary>
    Pending,

    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was given up; <see cref="Job.Reason"/> says why. It can be run again.</summary>
    Failed,

    /// <summary>Somebody cancelled it, or what it belongs to was gone or disabled when its turn came. It can be run again.</summary>
    Cancelled,
}
