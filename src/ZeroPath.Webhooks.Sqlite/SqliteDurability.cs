namespace ZeroPath.Webhooks.Sqlite;

/// <summary>What an acknowledged write survives.</summary>
public enum SqliteDurability
{
    /// <summary>A power cut: each commit waits until the disk has it (SQLite's <c>synchronous=FULL</c>).</summary>
    Full,

    /// <summary>
    /// A crash of the process. A power cut may take back the last moments (SQLite's <c>synchronous=NORMAL</c>), and commits are faster.
    /// </summary>
    Normal,
}
