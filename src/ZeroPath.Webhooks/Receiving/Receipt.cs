using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What came of a request to a receiver.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Problems">What is wrong with the document, if anything is.</param>
internal readonly record struct Receipt(ReceiptOutcome Outcome, IReadOnlyList<ValidationProblem>? Problems = null);
