#!/usr/bin/python3
"""A window of WebKitGTK for WebKitWebDriver: with a profile that is kept, and downloads into a folder.

WebKitGTK's own MiniBrowser is always private under automation, and has no file system then. Environment:
HONE_PROFILE and HONE_DOWNLOADS, folders; HONE_PRIVATE, not empty for a private window; HONE_FEATURES, names of
WebKit's features to switch on, with commas between.
"""

import os

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

profile = os.environ["HONE_PROFILE"]
downloads = os.environ["HONE_DOWNLOADS"]
wanted = os.environ["HONE_FEATURES"].split(",")


def data_manager():
    if os.environ["HONE_PRIVATE"]:
        return WebKit2.WebsiteDataManager.new_ephemeral()
    return WebKit2.WebsiteDataManager(base_data_directory=profile + "/data", base_cache_directory=profile + "/cache")


def page_settings():
    settings = WebKit2.Settings(enable_write_console_messages_to_stdout=True)
    features = WebKit2.Settings.get_all_features()
    for feature in (features.get(index) for index in range(features.get_length())):
        if feature.get_identifier() in wanted:
            settings.set_feature_enabled(feature, True)
    return settings


def show(_session, *_rest):
    view = WebKit2.WebView(web_context=context, settings=settings, is_controlled_by_automation=True)
    view.connect("web-process-terminated", lambda _, why: print("WEB PROCESS TERMINATED", why.value_nick, flush=True))
    window = Gtk.Window()
    window.set_default_size(1280, 900)
    window.add(view)
    window.show_all()
    return view


def automate(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("HoneWebKit")
    session.set_application_info(info)
    session.connect("create-web-view", show)


def save(_context, download):
    def decide(asked, name):
        asked.set_destination("file://" + os.path.join(downloads, name))
        return True

    download.connect("decide-destination", decide)


context = WebKit2.WebContext.new_with_website_data_manager(data_manager())
context.set_automation_allowed(True)
settings = page_settings()
context.connect("automation-started", automate)
context.connect("download-started", save)
Gtk.main()
