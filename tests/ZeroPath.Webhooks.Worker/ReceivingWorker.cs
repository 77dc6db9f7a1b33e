using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Worker;

/// <summary>
/// What <see cref="ReceivingProcess"/> starts: a receiver whose handler writes the event's id to the table <c>effect</c>, in a transaction
/// with its note. It writes its address to its output first, then the id of each event at which it stops for ever.
/// </summary>
internal static class ReceivingWorker
{
    public static DbConnection Connect(string kind, string connectionString) =>
        kind == "sqlite" ? new SqliteConnection($"{connectionString};Default Timeout=30") : new NpgsqlConnection(connectionString);

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="connectionString">Of the store.</param>
    /// <param name="stopsAt">Where the handler stops.</param>
    public static async Task RunAsync(string kind, string connectionString, ReceivingStop stopsAt)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var webhooks = builder.Services.AddRoutingCore().AddZeroPathWebhooks()
            .AddHandler<WebhookEvent>("effect", async (_, received, cancellationToken) =>
        {
            await using var connection = Connect(kind, connectionString);
            await connection.OpenAsync(cancellationToken);
            await StopAsync(ReceivingStop.BeforeEffect, received.Id);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"INSERT INTO effect VALUES ('{received.Id}')";
            await command.ExecuteNonQueryAsync(cancellationToken);
            await StopAsync(ReceivingStop.BeforeNote, received.Id);
            await received.CompleteAsync(transaction, cancellationToken);
            await StopAsync(ReceivingStop.BeforeCommit, received.Id);
            await transaction.CommitAsync(cancellationToken);
        });
        webhooks.AddReceiver(options => options.AllowAnonymous = true).Configure(options =>
        {
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.Lease = TimeSpan.FromSeconds(2);
            options.PollInterval = TimeSpan.FromMilliseconds(200);
            options.Handlers = new() { MaxConcurrency = 4 };
        });
        _ = kind == "sqlite" ? webhooks.UseSqliteStore(connectionString) : webhooks.UsePostgreSqlStore(connectionString);
        await using var app = builder.Build();
        app.MapZeroPathWebhooks("/");
        await app.StartAsync();
        Console.Out.WriteLine(app.Urls.First());
        await new StreamReader(Console.OpenStandardInput()).ReadToEndAsync();
        await app.StopAsync();

        Task StopAsync(ReceivingStop here, string id)
        {
            if (here != stopsAt)
            {
                return Task.CompletedTask;
            }

            Console.Out.WriteLine(id);
            return new TaskCompletionSource().Task;
        }
    }
}
