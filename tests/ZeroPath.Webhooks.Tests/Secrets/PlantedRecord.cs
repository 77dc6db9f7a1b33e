using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Sqlite;

namespace ZeroPath.Webhooks.Tests.Secrets;

/// <summary>Makes a value of any type of the library, with a secret in each member that may hold one.</summary>
internal static class PlantedRecord
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Dictionary<Type, object> Planted = new()
    {
        [typeof(WebhookEndpoint)] = Canaries.Endpoint("a", new("https://api.example.com")),
        [typeof(SigningSecret)] = Canaries.Secret,
        [typeof(WebhookPayload)] = Canaries.Document(),
        [typeof(WebhookEvent)] = Canaries.Event(),
        [typeof(DeliveryAttempt)] = Canaries.Attempt(),
        [typeof(ReadOnlyMemory<byte>)] = new ReadOnlyMemory<byte>(WebhookJson.Write(Canaries.Document())),
        [typeof(byte[])] = WebhookJson.Write(Canaries.Document()),
        [typeof(Router)] = new Router(new() { Endpoints = [Canaries.Endpoint("a", new("https://api.example.com"))] }, []),
        [typeof(SqliteStoreOptions)] = new SqliteStoreOptions { ConnectionString = $"Data Source=a;Password={Canaries.Header}" },
        [typeof(string)] = "text",
        [typeof(Exception)] = new InvalidOperationException("text"),
        [typeof(WebhookEventType)] = WebhookEventType.ScanComplete,
        [typeof(IReadOnlyDictionary<string, string>)] = new Dictionary<string, string> { ["Authorization"] = Canaries.Header },
        [typeof(IReadOnlyDictionary<string, int>)] = new Dictionary<string, int>(),
        [typeof(IReadOnlyDictionary<string, long>)] = new Dictionary<string, long>(),
        [typeof(IReadOnlySet<string>)] = new HashSet<string>(),
        [typeof(AttemptPlace)] = new AttemptPlace(),
    };

    public static object Of(Type type) =>
        Planted.TryGetValue(type, out var planted) ? planted
        : type.IsValueType
            && (type.IsPrimitive || type.IsEnum || type.Assembly != typeof(WebhookEndpoint).Assembly) ? Activator.CreateInstance(type)!
        : type.IsArray ? ListOf(type.GetElementType()!)
        : type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType ? ListOf(type.GetGenericArguments()[0])
        : Filled(type);

    private static Array ListOf(Type item)
    {
        var list = Array.CreateInstance(item, 1);
        list.SetValue(Of(item), 0);
        return list;
    }

    private static object Filled(Type type)
    {
        var value = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields(Any))
        {
            if (Nullable.GetUnderlyingType(field.FieldType) is null && !field.FieldType.IsAssignableTo(typeof(Delegate)))
            {
                field.SetValue(value, Of(field.FieldType));
            }
        }

        return value;
    }
}
