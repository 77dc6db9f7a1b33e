using System.Reflection;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>Changed copies of what has no <c>with</c>.</summary>
internal static class Copies
{
    private static readonly MethodInfo Clone =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    public static T With<T>(this T original, Action<T> change)
        where T : class
    {
        var copy = (T)Clone.Invoke(original, null)!;
        change(copy);
        return copy;
    }
}
