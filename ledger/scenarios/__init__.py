"""Scenes: the ready-made books. One TOML file a scene; docs/scenes.md says how to add one."""

from .loader import load_scenes, read_scene, scene, scene_files, tabler_icons
from .model import (
    Bilingual,
    Scene,
    SceneAccount,
    SceneBudget,
    SceneCard,
    SceneCategory,
    SceneChoice,
    SceneEntryField,
    SceneError,
    SceneFact,
    SceneMode,
    SceneModeLine,
    SceneReading,
    UnknownScene,
)
from .twins import refuse_twins, shared_parts

__all__ = [
    "Bilingual",
    "Scene",
    "SceneAccount",
    "SceneBudget",
    "SceneCard",
    "SceneCategory",
    "SceneChoice",
    "SceneEntryField",
    "SceneError",
    "SceneFact",
    "SceneMode",
    "SceneModeLine",
    "SceneReading",
    "UnknownScene",
    "load_scenes",
    "read_scene",
    "refuse_twins",
    "scene",
    "scene_files",
    "shared_parts",
    "tabler_icons",
]
