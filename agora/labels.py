"""What the closed lists of the model are called: English texts of the interface, translated by catalogues.

A test holds that every word of the model has its label here.
"""

from __future__ import annotations


def N_(text: str) -> str:
    """Marks a text for translation where it is declared."""
    return text


COLLECTIONS = {
    "cities": N_("Cities"),
    "sites": N_("Demonstration sites"),
    "projects": N_("Projects"),
    "initiatives": N_("Initiatives"),
    "solutions": N_("Solutions"),
    "themes": N_("Themes"),
    "topics": N_("Topics"),
    "news": N_("News"),
    "events": N_("Events"),
    "pages": N_("About this website"),
}

SINGULARS = {
    "cities": N_("City"),
    "sites": N_("Demonstration site"),
    "projects": N_("Project"),
    "initiatives": N_("Initiative"),
    "solutions": N_("Solution"),
    "themes": N_("Theme"),
    "topics": N_("Topic"),
    "news": N_("News"),
    "events": N_("Event"),
    "pages": N_("About this website"),
}

LEADS = {
    "cities": N_("Cities that took part in a project or an initiative, in alphabetical order."),
    "sites": N_(
        "Places where a project built or tried something, each with its numbers and their sources."
    ),
    "projects": N_(
        "Projects that joined cities to try something, with their cities, dates and money."
    ),
    "initiatives": N_("Groups of cities and partners that work on one thing, open to others."),
    "solutions": N_("What cities have made that others can copy."),
    "themes": N_(
        "Subjects from wide to narrow. The number says how many entries each one gathers."
    ),
    "topics": N_("Entries that belong together, gathered by the editors."),
    "news": N_("The newest message comes first."),
    "events": N_("The latest event comes first."),
}

PROJECT_KINDS = {
    "lighthouse": N_("Lighthouse project"),
    "demonstration": N_("Demonstration project"),
    "planning": N_("Planning project"),
    "related": N_("Related project"),
}

INITIATIVE_KINDS = {
    "initiative": N_("Initiative"),
    "action-cluster": N_("Action cluster"),
    "measure": N_("Measure"),
    "guidance": N_("Guidance"),
    "service": N_("Service"),
    "community": N_("Community"),
    "network": N_("Network"),
}

ROLES = {
    "lighthouse": N_("Lighthouse city"),
    "fellow": N_("Fellow city"),
    "demonstration": N_("Demonstration city"),
    "partner": N_("Partner city"),
    "associated": N_("Associated city"),
    "observer": N_("Observer city"),
    "interest-group": N_("City of the interest group"),
    "replication-cluster": N_("City of the replication cluster"),
    "former-fellow": N_("Former fellow city"),
}

SITE_STATUS = {
    "planned": N_("Planned"),
    "building": N_("Being built"),
    "operating": N_("In operation"),
    "ended": N_("Ended"),
}

STATUS = {
    "planned": N_("Planned"),
    "running": N_("Running"),
    "ended": N_("Ended"),
}

STEP_STATES = {
    "done": N_("Done"),
    "ongoing": N_("Under way"),
    "planned": N_("Planned"),
}

FACT_KINDS = {
    "target": N_("Target"),
    "achieved": N_("Achieved"),
    "reported": N_("Reported"),
    "context": N_("Context"),
}

# %(value)s is the number with its range, such as 20–40.
QUALIFIERS = {
    "about": N_("about %(value)s"),
    "almost": N_("almost %(value)s"),
    "more-than": N_("more than %(value)s"),
    "less-than": N_("less than %(value)s"),
    "up-to": N_("up to %(value)s"),
    "at-least": N_("at least %(value)s"),
}

PRECISIONS = {
    "site": N_("the site itself"),
    "district": N_("the district"),
    "city": N_("the city"),
}

RELATIONS = {
    "exact": N_("the same"),
    "close": N_("nearly the same"),
    "broad": N_("wider"),
    "narrow": N_("narrower"),
}

# What a reader calls the fields that may be marked as unverified.
FIELDS = {
    "title": N_("title"),
    "summary": N_("summary"),
    "themes": N_("themes"),
    "programme": N_("programme"),
    "call": N_("call"),
    "start": N_("start"),
    "end": N_("end"),
    "planned_end": N_("planned end"),
    "eu_grant": N_("EU grant"),
    "total_cost": N_("total cost"),
    "cordis_id": N_("CORDIS number"),
    "website": N_("website"),
    "coordinator": N_("coordinator"),
    "partners": N_("number of partners"),
    "cities": N_("cities"),
    "district": N_("district"),
    "city": N_("city"),
    "project": N_("project"),
    "lat": N_("latitude"),
    "lon": N_("longitude"),
    "status": N_("status"),
    "population": N_("population"),
    "facts": N_("facts"),
    "goal": N_("goal"),
    "leads": N_("leads"),
    "documents": N_("documents"),
    "cluster": N_("action cluster"),
    "kind": N_("kind"),
    "acronym": N_("short name"),
    "parent": N_("wider theme"),
    "local_name": N_("local name"),
    "alt_labels": N_("other words"),
    "alt_names": N_("other names"),
    "contact": N_("contact"),
    "cost_range": N_("cost"),
    "country": N_("country"),
    "date": N_("date"),
    "geonames_id": N_("GeoNames number"),
    "image": N_("picture"),
    "include": N_("what the topic gathers"),
    "initiatives": N_("initiatives"),
    "line": N_("line of the map"),
    "matches": N_("other vocabularies"),
    "members": N_("members"),
    "menu": N_("menu"),
    "needs": N_("needs"),
    "networks": N_("networks"),
    "nuts3": N_("NUTS 3 region"),
    "online": N_("online"),
    "order": N_("order"),
    "organisers": N_("organisers"),
    "place": N_("place"),
    "precision": N_("precision of the point"),
    "problem": N_("problem"),
    "registration": N_("registration"),
    "replicable_when": N_("when others can do it"),
    "route_map": N_("route map"),
    "same_as": N_("the same elsewhere"),
    "used_at": N_("sites that use it"),
    "what_did_not": N_("what did not work"),
    "what_worked": N_("what worked"),
    "wikidata": N_("Wikidata item"),
}
