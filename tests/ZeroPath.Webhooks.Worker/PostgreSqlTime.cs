using Npgsql;

namespace ZeroPath.Webhooks.Worker;

/// <summary>The server's clock cannot be moved, so all that a store holds is moved into the past.</summary>
public static class PostgreSqlTime
{
    /// <param name="dataSource">The database.</param>
    /// <param name="schema">The store's schema. Every instant in it is moved: which there are, the database says.</param>
    /// <param name="time">How far.</param>
    public static async Task AdvanceAsync(NpgsqlDataSource dataSource, string schema, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var command = dataSource.CreateCommand(
            $"""
            DO $$
            DECLARE moved text;
            BEGIN
                FOR moved IN
                    SELECT format('UPDATE {schema}.%I SET %s', table_name, string_agg(
                        format('%1$I = %1$I - interval ''{(long)time.TotalMilliseconds} milliseconds''', column_name), ', '))
                    FROM information_schema.columns
                    WHERE table_schema = '{schema}' AND data_type = 'timestamp with time zone' AND table_name NOT LIKE 'figure%'
                    GROUP BY table_name
                LOOP
                    EXECUTE moved;
                END LOOP;

                -- Their minutes and hours are in keys: on the way, none may meet another. What a test has damaged stays.
                UPDATE {schema}.figure SET minute = minute - interval '1000 years {(long)time.TotalMilliseconds} milliseconds'
                WHERE minute BETWEEN '1950-01-01' AND '2950-01-01';
                UPDATE {schema}.figure SET minute = minute + interval '1000 years' WHERE minute BETWEEN '0900-01-01' AND '1950-01-01';
                UPDATE {schema}.figure_hour SET hour = hour - interval '1000 years {(long)time.TotalMilliseconds} milliseconds'
                WHERE hour BETWEEN '1950-01-01' AND '2950-01-01';
                UPDATE {schema}.figure_hour SET hour = hour + interval '1000 years' WHERE hour BETWEEN '0900-01-01' AND '1950-01-01';
            END $$
            """);
        await command.ExecuteNonQueryAsync();
    }
}
