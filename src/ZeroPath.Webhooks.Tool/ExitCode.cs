namespace ZeroPath.Webhooks.Tool;

/// <summary>What scripts go by. The help and the readme list them.</summary>
internal static class ExitCode
{
    /// <summary>It was done, and the answer is yes.</summary>
    public const int Yes = 0;

    /// <summary>It was done, and the answer is no: invalid, refused, nowhere to go, a problem found.</summary>
    public const int No = 1;

    /// <summary>The arguments or the files that they name cannot be used.</summary>
    public const int Unusable = 2;

    /// <summary>The store or the address cannot be reached or used.</summary>
    public const int Unreachable = 3;

    public static readonly string[] Help =
    [
        "0  It was done, and the answer is yes.",
        "1  It was done, and the answer is no: invalid, refused, nowhere to go, a problem found.",
        "2  The arguments or the files that they name cannot be used.",
        "3  The store or the address cannot be reached or used.",
    ];
}
