namespace Po;

// Which upcaster leads from where to where. Checked as a whole when the application starts: from every version that may be stored there is a way to
// what is registered today, and no way leads round in circles.
internal sealed class UpcastGraph
{
    private readonly RegistrationTable _registered;
    private readonly Dictionary<MessageVersion, Step> _steps = [];

    /// <exception cref="PoConfigurationException">A way is missing, leads nowhere, is there twice, or is a circle.</exception>
    public UpcastGraph(RegistrationTable registered, IEnumerable<IUpcaster> upcasters)
    {
        _registered = registered;
        foreach (var upcaster in upcasters)
        {
            Add(upcaster);
        }

        foreach (var name in _steps.Keys.Select(from => from.Name).Concat(registered.ByType.Values.Select(type => type.Name)).Distinct())
        {
            CheckVersions(name);
        }

        foreach (var step in _steps.Values)
        {
            CheckTargets(step);
        }

        CheckCircles();
    }

    /// <summary>The way on from a version; null for one that is registered, or that nothing leads on from.</summary>
    /// <param name="from">The version, by the name of today.</param>
    public Step? Find(MessageVersion from) => _steps.GetValueOrDefault(from);

    /// <summary>The name of today.</summary>
    /// <param name="name">A wire name or an alias.</param>
    public string NameOf(string name) => _registered.ByName.GetValueOrDefault(name)?.Name ?? name;

    /// <summary>By the name of today.</summary>
    /// <param name="version">A version of a wire name or of an alias.</param>
    public MessageVersion Of(MessageVersion version) => version with { Name = NameOf(version.Name) };

    /// <summary>The type, if it is registered in just this version.</summary>
    /// <param name="version">The version.</param>
    public MessageRegistration? FindRegistered(MessageVersion version) =>
        _registered.ByName.TryGetValue(version.Name, out var type) && type.Version == version.Version ? type : null;

    /// <summary>The newest version of a name that is known; 0 if the name is not.</summary>
    /// <param name="name">The name of today.</param>
    public int NewestOf(string name) => _registered.ByName.TryGetValue(name, out var type)
        ? type.Version
        : _steps.Keys.Where(from => from.Name == name).Select(from => from.Version).DefaultIfEmpty().Max();

    /// <summary>The names that lead to a name: the one of today first, then aliases and what upcasters turn into it.</summary>
    /// <param name="name">A wire name or an alias.</param>
    public IReadOnlyList<string> FindSources(string name)
    {
        var sources = new List<string>();
        var open = new Queue<string>([NameOf(name)]);
        while (open.TryDequeue(out var target))
        {
            if (!sources.Contains(target))
            {
                sources.Add(target);
                sources.AddRange(_registered.ByName.GetValueOrDefault(target)?.Aliases.Except(sources) ?? []);
                foreach (var step in _steps.Values.Where(step => step.Into.Any(into => into.Name == target)))
                {
                    open.Enqueue(step.From.Name);
                }
            }
        }

        return sources;
    }

    private void Add(IUpcaster upcaster)
    {
        RequireVersion(upcaster, upcaster.From, "on from");
        foreach (var into in upcaster.Into)
        {
            RequireVersion(upcaster, into, "to");
        }

        var from = Of(upcaster.From);
        var step = new Step(from, [.. upcaster.Into.Select(Of)], upcaster);
        if (!_steps.TryAdd(from, step) && _steps[from].Upcaster != upcaster)
        {
            throw new PoConfigurationException($"There are two upcasters from {from}: keep one of them.");
        }
    }

    // A MessageVersion that was never given a name has none.
    private static void RequireVersion(IUpcaster upcaster, MessageVersion version, string direction)
    {
        if (string.IsNullOrEmpty(version.Name) || version.Version < 1)
        {
            throw new PoConfigurationException($"{upcaster.GetType()} leads {direction} {version}, which is no version of any message.");
        }
    }

    private void CheckVersions(string name)
    {
        var isRegistered = _registered.ByName.TryGetValue(name, out var type);
        var newest = NewestOf(name);
        if (isRegistered && _steps.Keys.FirstOrDefault(from => from.Name == name && from.Version >= newest) is { Name: not null } ahead)
        {
            throw new PoConfigurationException(
                $"There is an upcaster from {ahead}, but {type!.DataType} is registered as version {newest}: register it as version {ahead.Version + 1}.");
        }

        for (var version = 1; version < newest; version++)
        {
            if (Find(new MessageVersion(name, version)) is null)
            {
                throw new PoConfigurationException(
                    $"Version {newest} of '{name}' is known, but nothing leads on from version {version}, which may be stored. Add it: "
                    + $"AddUpcaster(\"{name}\", {version}, json => …).");
            }
        }
    }

    private void CheckTargets(Step step)
    {
        foreach (var into in step.Into)
        {
            if (FindRegistered(into) is not null || Find(into) is not null)
            {
                continue;
            }

            throw new PoConfigurationException(_registered.ByName.TryGetValue(into.Name ?? "", out var type)
                ? $"The upcaster from {step.From} leads to version {into.Version} of '{into.Name}', but {type.DataType} is registered as version {type.Version}."
                : $"The upcaster from {step.From} leads to {into}, which is not registered. Register it: AddMessage<T>(\"{into.Name}\"), or lead on from there.");
        }
    }

    // Each step in depth: one that is met again while it is open is part of a circle.
    private void CheckCircles()
    {
        var done = new HashSet<MessageVersion>();
        var open = new HashSet<MessageVersion>();
        foreach (var from in _steps.Keys)
        {
            Visit(from);
        }

        void Visit(MessageVersion from)
        {
            if (done.Contains(from) || Find(from) is not { } step)
            {
                return;
            }

            if (!open.Add(from))
            {
                throw new PoConfigurationException($"The upcasters lead round in circles: {from} is turned into itself again.");
            }

            foreach (var into in step.Into)
            {
                Visit(into);
            }

            open.Remove(from);
            done.Add(from);
        }
    }

    internal sealed record Step(MessageVersion From, IReadOnlyList<MessageVersion> Into, IUpcaster Upcaster);
}
