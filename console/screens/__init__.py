"""The screens with boards, in the order of their tabs."""

from __future__ import annotations

from console.screens.agencies import AgenciesScreen
from console.screens.base import BoardScreen
from console.screens.incidents import IncidentsScreen
from console.screens.log import LogScreen
from console.screens.messages import MessagesScreen
from console.screens.now import NowScreen
from console.screens.requests import RequestsScreen
from console.screens.resources import ResourcesScreen
from console.screens.roles import RolesScreen
from console.screens.tasks import TasksScreen

SCREENS: tuple[type[BoardScreen], ...] = (
    NowScreen,
    LogScreen,
    ResourcesScreen,
    RequestsScreen,
    RolesScreen,
    MessagesScreen,
    TasksScreen,
    AgenciesScreen,
    IncidentsScreen,
)
