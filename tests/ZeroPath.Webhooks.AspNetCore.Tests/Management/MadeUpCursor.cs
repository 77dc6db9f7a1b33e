using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>
/// What somebody makes up who has read the code: a cursor of the right form, of a list that an operator asks for without a filter.
/// </summary>
internal static class MadeUpCursor
{
    public static string Of(string operation, string position) => Base64Url.EncodeToString(
        [.. SHA256.HashData(Encoding.UTF8.GetBytes($"{operation} \n{position}"))[..9], .. Encoding.UTF8.GetBytes(position)]);
}
