namespace Highway;

/// <summary>The keys of the live view.</summary>
internal sealed class Keys(Operator operates, Fleet fleet, Action end)
{
    public const string Help = "k kill  f freeze  t thaw  n new worker  p poison  m mend  r replay  q end";

    /// <summary>Does what was typed since the last call, and waits for it.</summary>
    public async Task ObeyAsync(CancellationToken cancellationToken)
    {
        while (Console.KeyAvailable)
        {
            await ObeyAsync(Console.ReadKey(intercept: true).KeyChar, cancellationToken);
        }
    }

    private async Task ObeyAsync(char key, CancellationToken cancellationToken)
    {
        switch (char.ToLowerInvariant(key))
        {
            case 'k':
                await operates.KillAsync();
                break;
            case 'f':
                await operates.FreezeAsync();
                break;
            case 't':
                await fleet.ThawAllAsync();
                break;
            case 'n':
                operates.Start();
                break;
            case 'p':
                operates.Poison();
                break;
            case 'm':
                await operates.MendAsync(await operates.FindPoisonsAsync(cancellationToken), cancellationToken);
                break;
            case 'r':
                await operates.ReplayAllAsync(cancellationToken);
                break;
            case 'q':
                end();
                break;
        }
    }
}
