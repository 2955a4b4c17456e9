using System.Reflection;

namespace Po.Chaos;

/// <summary>
/// Stands before a store, or one of its transactions, and passes a failpoint before and after each of their calls, whichever members they
/// have. What fails before has not happened; what fails after has, and its caller does not know. After a failure a transaction is broken.
/// </summary>
internal class FailpointProxy : DispatchProxy
{
    private static readonly MethodInfo RunOfT =
        typeof(FailpointProxy).GetMethod(nameof(RunAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private object _inner = null!;
    private Failpoint _failpoint = null!;

    public static T Create<T>(T inner, Failpoint failpoint)
        where T : class
    {
        var proxy = Create<T, FailpointProxy>();
        ((FailpointProxy)(object)proxy)._inner = inner;
        ((FailpointProxy)(object)proxy)._failpoint = failpoint;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (method.Name == nameof(IStore.IsTransient) && args is [FailpointException])
        {
            return true;
        }

        if (method.Name == nameof(IAsyncDisposable.DisposeAsync))
        {
            return method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        }

        if (method.ReturnType == typeof(ValueTask))
        {
            return new ValueTask(RunAsync<object?>(method, args));
        }

        if (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            var result = method.ReturnType.GetGenericArguments()[0];
            var task = RunOfT.MakeGenericMethod(result).Invoke(this, [method, args]);
            return Activator.CreateInstance(method.ReturnType, task);
        }

        return method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    private async Task<T> RunAsync<T>(MethodInfo method, object?[]? args)
    {
        _failpoint.Pass($"before {method.Name}");
        var called = method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        object? result = null;
        if (called is ValueTask plain)
        {
            await plain;
        }
        else
        {
            result = await (ValueTask<T>)called!;
        }

        try
        {
            _failpoint.Pass($"after {method.Name}");
        }
        catch (FailpointException) when (result is IAsyncDisposable opened)
        {
            // Nobody will ever hear of it; a server ends it with the connection.
            await opened.DisposeAsync();
            throw;
        }

        return result is IStoreTransaction transaction ? (T)Create(transaction, _failpoint) : (T)result!;
    }
}
