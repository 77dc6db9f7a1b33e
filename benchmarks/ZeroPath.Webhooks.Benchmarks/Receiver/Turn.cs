namespace ZeroPath.Webhooks.Benchmarks.Receiver;

/// <summary>What so many requests came to.</summary>
/// <param name="Answered">How many were answered a second.</param>
/// <param name="Handled">How many were handled a second, from the first request to the end of the last handler.</param>
/// <param name="Processor">How many microseconds of processor time each took of the server's process.</param>
internal sealed record Turn(double Answered, double Handled, double Processor);
