using System.Buffers;
using System.Globalization;
using System.Text;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Paths as in <c>$.event.metadata['a.b'][0]</c>. Names come from others, so a path that grows too long ends in an ellipsis.
/// </summary>
internal static class JsonPath
{
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static string Member(string path, string name) =>
        Append(path, name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Plain) ? $".{name}" : Quoted(name));

    public static string Item(string path, int index) => Append(path, $"[{index}]");

    private static string Append(string path, string step)
    {
        if (path.EndsWith('…'))
        {
            return path;
        }

        return path.Length + step.Length <= MaxLength ? path + step : $"{path}…";
    }

    private static string Quoted(string name)
    {
        if (name.Length > MaxLength)
        {
            return name;
        }

        var text = new StringBuilder("['");
        foreach (var c in name)
        {
            _ = c switch
            {
                '\'' or '\\' => text.Append('\\').Append(c),
                _ when char.IsControl(c) || char.IsSurrogate(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append("']").ToString();
    }
}
