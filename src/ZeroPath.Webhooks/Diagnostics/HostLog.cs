namespace ZeroPath.Webhooks;

/// <summary>Logs where nothing may be thrown: loggers are the host's, and what one throws costs no result.</summary>
internal static class HostLog
{
    public static void Try(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
