"""Rows and columns of the tables in G and S, as machine instructions.

Nearly every line of the kernels asks for some. As Python functions they would be analysed, or linked, anew at each of
two thousand places, which was a third of the compilation; here each is a few instructions. None counts from the end of
an array, so nothing asks whether it does, and places in S are unsigned to say the same to numba.
"""

from numba import types
from numba.extending import intrinsic

from agecare.visits._search.layout import (
    DAYS,
    G_ROUTE,
    G_TASK,
    G_VISIT,
    G_VISIT_DAY,
    G_WEIGHT,
    NODE,
    ROUTE_COLUMNS,
    ROUTE_STATE,
    S_ROUTE,
    S_VISIT,
    TASK_COLUMNS,
    VISIT_COLUMNS,
    VISIT_DAY_COLUMNS,
    VISIT_STATE,
)


def _data(context, builder, signature, arguments):
    """The address of the first number of the array that is the first argument."""
    return context.make_array(signature.args[0])(context, builder, arguments[0]).data


def _number(context, builder, data, at):
    """The number at a place."""
    return builder.load(builder.gep(data, [at]))


def _place(context, builder, data, table, columns, row, column):
    """Where a row and column are in the table that begins where ``G[table]`` says."""
    first = _number(context, builder, data, context.get_constant(types.int64, table))
    return builder.add(first, builder.add(builder.mul(row, context.get_constant(types.int64, columns)), column))


def reader(table, columns):
    """A function of G, row and column: the number there in a table of G."""

    @intrinsic
    def read(typing, G, row, column):
        def instructions(context, builder, signature, arguments):
            data = _data(context, builder, signature, arguments)
            return _number(context, builder, data, _place(context, builder, data, table, columns, *arguments[1:]))

        return types.int64(G, types.int64, types.int64), instructions

    return read


def finder(table, columns):
    """A function of G, row and column: the place in S of a table's row and column."""

    @intrinsic
    def find(typing, G, row, column):
        def instructions(context, builder, signature, arguments):
            data = _data(context, builder, signature, arguments)
            return _place(context, builder, data, table, columns, *arguments[1:])

        return types.uint64(G, types.int64, types.int64), instructions

    return find


visit_of = reader(G_VISIT, VISIT_COLUMNS)
task_of = reader(G_TASK, TASK_COLUMNS)
route_of = reader(G_ROUTE, ROUTE_COLUMNS)
state_of = finder(S_VISIT, VISIT_STATE)
shift_of = finder(S_ROUTE, ROUTE_STATE)


@intrinsic
def node_at(typing, node, column):
    """The place in S of a column of a node."""

    def instructions(context, builder, signature, arguments):
        return builder.add(builder.mul(arguments[0], context.get_constant(types.int64, NODE)), arguments[1])

    return types.uint64(types.int64, types.int64), instructions


@intrinsic
def day_of(typing, G, visit, day, column):
    """A column of a visit on a day."""

    def instructions(context, builder, signature, arguments):
        data = _data(context, builder, signature, arguments)
        days = _number(context, builder, data, context.get_constant(types.int64, DAYS))
        row = builder.add(builder.mul(arguments[1], days), arguments[2])
        at = _place(context, builder, data, G_VISIT_DAY, VISIT_DAY_COLUMNS, row, arguments[3])
        return _number(context, builder, data, at)

    return types.int64(G, types.int64, types.int64, types.int64), instructions


@intrinsic
def weight_of(typing, G, total):
    """The price of one unit of a total."""

    def instructions(context, builder, signature, arguments):
        data = _data(context, builder, signature, arguments)
        zero = context.get_constant(types.int64, 0)
        return _number(context, builder, data, _place(context, builder, data, G_WEIGHT, 1, arguments[1], zero))

    return types.int64(G, types.int64), instructions
