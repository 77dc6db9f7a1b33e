using ZeroPath.Webhooks.Tool;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
