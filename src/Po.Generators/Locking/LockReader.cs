using System.Collections.Immutable;
using System.Globalization;

namespace Po.Generators;

// Reads po.events.lock, from the first line to the last or to the first that cannot be read.
internal sealed class LockReader
{
    private readonly List<LockEntry> _entries = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    // Of the entry that is being read.
    private readonly List<string> _aliases = [];
    private readonly List<LockLine> _members = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private LockEntry? _current;

    // What is written above an entry is about it, and what is written inside of it, too; what comes first in the file is about all.
    private readonly List<string> _comments = [];
    private ImmutableArray<string>? _top;
    private bool _isInside;

    public LockFile Read(string text)
    {
        var lines = text.Split('\n');
        for (var number = 0; number < lines.Length; number++)
        {
            if (!TryRead(lines[number].TrimEnd('\r'), number))
            {
                return new LockFile([.. _entries], number);
            }
        }

        End();
        return new LockFile([.. _entries], brokenLine: null) { Top = _top ?? [.. _comments], Bottom = _top is null ? [] : [.. _comments] };
    }

    private bool TryRead(string line, int number)
    {
        if (line.Length == 0)
        {
            _isInside = false;
            EndTop();
            return true;
        }

        if (line.TrimStart() is ['#', ..] comment)
        {
            Add(comment);
            return true;
        }

        if (!line.StartsWith(LockFile.Message, StringComparison.Ordinal))
        {
            return _current is not null && TryReadLine(line);
        }

        End();
        _top ??= [];
        _current = ReadHead(line, number) is { } head ? head with { Comments = _comments.ToImmutableArray() } : null;
        _comments.Clear();
        _isInside = true;
        return _current is not null && _keys.Add(_current.Key);
    }

    private void Add(string comment)
    {
        if (_isInside && _current is not null)
        {
            _current = _current with { Comments = _current.Comments.Append(comment).ToImmutableArray() };
        }
        else if (comment != LockFile.Header)
        {
            _comments.Add(comment);
        }
    }

    // A comment that touches the first entry is about that one.
    private void EndTop()
    {
        if (_top is null)
        {
            _top = [.. _comments];
            _comments.Clear();
        }
    }

    private void End()
    {
        if (_current is not null)
        {
            _entries.Add(_current with { Aliases = _aliases.ToImmutableArray(), Lines = _members.ToImmutableArray() });
        }

        _aliases.Clear();
        _members.Clear();
        _paths.Clear();
    }

    // The name may hold anything but the sign that ends it.
    private static LockEntry? ReadHead(string line, int number)
    {
        var isRetired = line.Length > LockFile.Message.Length + LockFile.Retired.Length && line.EndsWith(LockFile.Retired, StringComparison.Ordinal);
        var key = line.Substring(LockFile.Message.Length, line.Length - LockFile.Message.Length - (isRetired ? LockFile.Retired.Length : 0));
        var at = key.LastIndexOf('@');
        return at > 0 && int.TryParse(key.Substring(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new LockEntry(key.Substring(0, at), version, isRetired, default, default) { Line = number }
            : null;
    }

    // A place that is there twice is what a careless merge leaves behind.
    private bool TryReadLine(string line)
    {
        if (line.StartsWith(LockFile.Alias, StringComparison.Ordinal))
        {
            _aliases.Add(line.Substring(LockFile.Alias.Length));
            return true;
        }

        var end = EndOfPath(line);
        if (!line.StartsWith(LockFile.Indent, StringComparison.Ordinal) || end < 0)
        {
            return false;
        }

        _members.Add(new LockLine(line.Substring(LockFile.Indent.Length, end - LockFile.Indent.Length), line.Substring(end + 2)));
        return _paths.Add(_members[_members.Count - 1].Path);
    }

    // A colon inside quotation marks belongs to the name of a member.
    private static int EndOfPath(string line)
    {
        var isQuoted = false;
        for (var i = 0; i + 1 < line.Length; i++)
        {
            if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (line[i] == ':' && line[i + 1] == ' ' && !isQuoted)
            {
                return i;
            }
        }

        return -1;
    }
}
