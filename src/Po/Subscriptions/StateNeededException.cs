namespace Po;

// The handler's state has to be built before anything is locked; never leaves the worker.
internal sealed class StateNeededException : Exception;
