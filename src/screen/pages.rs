//! Each page's view into its global, field by field.

use std::rc::Rc;
use std::time::{Duration, Instant};

use anjungan_ui as ui;
use anjungan_ui::{App, Page};
use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use super::{ask, card, published, qr, service};
use crate::visit::view::Body;
use crate::visit::{
    detail, filters, home, info, out_of_order, phone, place, search, thanks, ticket, undecided,
};

/// What was shown last, so that only what changed is set: a list that is set again loses its place, and a
/// QR code is not drawn twice.
#[derive(Default)]
pub struct Shown {
    last: Option<Body>,
    /// When the camera's picture was last drawn.
    pictured: Option<Instant>,
}

/// Between two pictures of the camera: a face needs no more, and every one is drawn by the processor.
const BETWEEN_PICTURES: Duration = Duration::from_millis(100);

impl Shown {
    /// Shows `body`, if it is not on the screen already.
    pub fn show(&mut self, app: &App, body: &Body) {
        if self.last.as_ref() == Some(body) {
            return;
        }
        if let (Body::Ask(view), Some(Body::Ask(before))) = (body, &self.last)
            && ask::only_the_picture_is_new(view, before)
        {
            if self.pictured.is_some_and(|then| then.elapsed() < BETWEEN_PICTURES) {
                return;
            }
            self.pictured = Some(Instant::now());
        }
        let before = self.last.take();
        let page = match body {
            Body::Attract(view) => {
                let before = if let Some(Body::Attract(before)) = &before { Some(before) } else { None };
                published::attract_page(app, view, before)
            }
            Body::Home(view) => home_page(app, view),
            Body::Search(view) => search_page(app, view, before.as_ref().and_then(Body::search)),
            Body::Filters(view) => filters_page(app, view),
            Body::Place(view) => place_page(app, view),
            Body::Detail(view) => detail_page(app, view),
            Body::Board(view) => published::listing_page(app, view),
            Body::Phone(view) => phone_page(app, view),
            Body::Ticket(view) => ticket_page(app, view),
            Body::Ask(view) => ask::page(app, view, before.as_ref().and_then(Body::ask)),
            Body::Receipt(view) => card::receipt_page(app, view),
            Body::Find(view) => card::find_page(app, view, matches!(before, Some(Body::Find(_)))),
            Body::Status(view) => card::status_page(app, view),
            Body::Done(view) => card::done_page(app, view),
            Body::Check(view) => card::check_page(app, view),
            Body::Assist(view) => card::helper_page(app, view),
            Body::Thanks(view) => thanks_page(app, view),
            Body::Info(view) => info_page(app, view),
            Body::OutOfOrder(view) => out_of_order_page(app, view),
            Body::Undecided(view) => undecided_page(app, view),
            Body::ServicePin(view) => service::pin_page(app, view),
            Body::ServiceMenu(view) => service::menu_page(app, view),
            Body::ServiceStep(view) => service::step_page(app, view),
            Body::ServiceTest(view) => service::test_page(app, view),
            Body::ServiceEntry(view) => service::entry_page(app, view),
        };
        app.global::<ui::Nav>().set_page(page);
        // What was typed goes with its question: the visit goes on without it, on the tiles or on a receipt.
        if matches!(before, Some(Body::Ask(_))) && !matches!(body, Body::Ask(_)) {
            ask::forget(app);
        }
        if matches!(before, Some(Body::ServiceEntry(_))) && !matches!(body, Body::ServiceEntry(_)) {
            service::forget_entry(app);
        }
        if !matches!(body, Body::Attract(_)) && matches!(before, Some(Body::Attract(_))) {
            published::forget_slide(app);
        }
        if matches!(body, Body::Attract(_) | Body::Thanks(_) | Body::OutOfOrder(_)) {
            forget(app);
        }
        self.last = Some(body.clone());
    }
}

/// Takes what the last visitor saw, typed and chose out of the pages that are not up any more. Thanks says
/// that it has been done, so it is done before that is read.
fn forget(app: &App) {
    service::forget(app);
    ask::forget(app);
    card::forget(app);
    let undecided = app.global::<ui::Undecided>();
    undecided.set_number(SharedString::default());
    undecided.set_qr(slint::Image::default());
    undecided.set_headline(SharedString::default());
    undecided.set_explanation(SharedString::default());
    let search = app.global::<ui::Search>();
    search.set_query(SharedString::default());
    search.set_place_label(SharedString::default());
    search.set_filter_count(0);
    search.set_results(ModelRc::default());
    search.set_total(0);
    search.set_summary(SharedString::default());
    search.set_chips(ModelRc::default());
    search.set_widenings(ModelRc::default());
    search.set_spelling_note(SharedString::default());
    let filters = app.global::<ui::Filters>();
    filters.set_groups(ModelRc::default());
    filters.set_apply_label(SharedString::default());
    let place = app.global::<ui::Place>();
    place.set_breadcrumbs(ModelRc::default());
    place.set_options(ModelRc::default());
    place.set_query(SharedString::default());
    place.set_whole_label(SharedString::default());
    let detail = app.global::<ui::Detail>();
    detail.set_title(SharedString::default());
    detail.set_employer(SharedString::default());
    detail.set_badge(SharedString::default());
    detail.set_facts(ModelRc::default());
    detail.set_body(ModelRc::default());
    detail.set_notes(ModelRc::default());
    detail.set_source_line(SharedString::default());
    detail.set_print_note(SharedString::default());
    detail.set_more_label(SharedString::default());
    let ticket = app.global::<ui::Ticket>();
    ticket.set_number(SharedString::default());
    ticket.set_qr(slint::Image::default());
    ticket.set_headline(SharedString::default());
    ticket.set_explanation(SharedString::default());
    ticket.set_code(SharedString::default());
    ticket.set_paper(slint::Image::default());
    let listing = app.global::<ui::Listing>();
    listing.set_title(SharedString::default());
    listing.set_note(SharedString::default());
    listing.set_rows(ModelRc::default());
    let phone = app.global::<ui::Phone>();
    phone.set_qr(slint::Image::default());
    phone.set_title(SharedString::default());
    phone.set_url_text(SharedString::default());
    phone.set_explanation(SharedString::default());
    let info = app.global::<ui::Info>();
    info.set_title(SharedString::default());
    info.set_body(ModelRc::default());
    info.set_qr(slint::Image::default());
    info.set_qr_note(SharedString::default());
}

fn home_page(app: &App, view: &home::View) -> Page {
    let group = |group: &home::GroupView| ui::HomeGroup {
        title: text(&group.title),
        has_info: group.tiles.iter().any(|tile| tile.info),
        tiles: list(group.tiles.iter().map(tile)),
    };
    let page = app.global::<ui::Home>();
    page.set_notice(view.notice.as_ref().map_or_else(ui::HomeNotice::default, |notice| ui::HomeNotice {
        headline: text(&notice.headline),
        text: text(&notice.text),
        code: text(&notice.code),
    }));
    page.set_announcement(published::announcement(view.announcement.as_ref()));
    page.set_hours(published::hours(view.hours.as_ref()));
    page.set_groups(list(view.groups.iter().map(group)));
    page.set_scanner(view.scanner);
    Page::Home
}

fn tile(tile: &home::TileView) -> ui::HomeTile {
    ui::HomeTile {
        id: text(&tile.id),
        title: text(&tile.title),
        subtitle: text(&tile.subtitle),
        icon: match tile.icon {
            home::Icon::Search => ui::TileIcon::Search,
            home::Icon::Handshake => ui::TileIcon::Handshake,
            home::Icon::Student => ui::TileIcon::Student,
            home::Icon::Wheelchair => ui::TileIcon::Wheelchair,
            home::Icon::Calendar => ui::TileIcon::Calendar,
            home::Icon::Wallet => ui::TileIcon::Wallet,
            home::Icon::Users => ui::TileIcon::Users,
            home::Icon::Megaphone => ui::TileIcon::Megaphone,
            home::Icon::IdCard => ui::TileIcon::IdCard,
            home::Icon::Clipboard => ui::TileIcon::Clipboard,
            home::Icon::Buildings => ui::TileIcon::Buildings,
            home::Icon::Shield => ui::TileIcon::Shield,
            home::Icon::Book => ui::TileIcon::Book,
        },
        note: text(&tile.note),
        info: tile.info,
    }
}

fn search_page(app: &App, view: &search::View, before: Option<&search::View>) -> Page {
    let page = app.global::<ui::Search>();
    page.set_query(text(&view.query));
    page.set_placeholder(text(&view.placeholder));
    page.set_place_label(text(&view.place_label));
    page.set_filter_count(int(view.filter_count));
    set_results(&page, view, before);
    page.set_total(int(view.total));
    page.set_busy(view.busy);
    page.set_summary(text(&view.summary));
    if before.is_none_or(|before| before.chips != view.chips) {
        page.set_chips(list(view.chips.iter().map(|chip| ui::Chip {
            id: text(&chip.id),
            label: text(&chip.label),
            active: chip.active,
        })));
    }
    if before.is_none_or(|before| before.widenings != view.widenings) {
        page.set_widenings(list(view.widenings.iter().map(|widening| ui::Widening {
            id: text(&widening.id),
            label: text(&widening.label),
            count: text(&widening.count_label),
        })));
    }
    page.set_spelling_note(text(&view.spelling_note));
    page.set_can_print_list(view.can_print_list);
    page.set_keyboard_open(view.keyboard_open);
    page.set_generation(int(view.generation));
    Page::Search
}

/// More of the same list is added to it, so that the visitor keeps their place; another list replaces it.
fn set_results(page: &ui::Search<'_>, view: &search::View, before: Option<&search::View>) {
    let shown = page.get_results();
    if let Some(before) = before {
        if before.results == view.results {
            return;
        }
        if view.generation == before.generation
            && !before.results.is_empty()
            && view.results.starts_with(&before.results)
            && let Some(cards) = shown.as_any().downcast_ref::<VecModel<ui::VacancyCard>>()
        {
            cards.extend(view.results[before.results.len()..].iter().map(card));
            return;
        }
    }
    page.set_results(list(view.results.iter().map(card)));
}

fn card(card: &search::CardView) -> ui::VacancyCard {
    ui::VacancyCard {
        id: text(&card.id),
        title: text(&card.title),
        employer: text(&card.employer),
        place: text(&card.place),
        wage: text(&card.wage),
        closes: text(&card.closes),
        badge: text(&card.badge),
        urgent: card.urgent,
    }
}

fn filters_page(app: &App, view: &filters::View) -> Page {
    let option = |option: &filters::OptionView| ui::FilterOption {
        id: text(&option.id),
        label: text(&option.label),
        count: text(&option.count_label),
        // What is chosen can be given up, whatever it finds.
        enabled: option.active || option.count != 0,
        active: option.active,
    };
    let group = |group: &filters::GroupView| ui::FilterGroup {
        id: text(&group.id),
        title: text(&group.title),
        options: list(group.options.iter().map(option)),
    };
    let page = app.global::<ui::Filters>();
    page.set_groups(list(view.groups.iter().map(group)));
    page.set_apply_label(text(&view.apply_label));
    Page::Filters
}

fn place_page(app: &App, view: &place::View) -> Page {
    let page = app.global::<ui::Place>();
    page.set_breadcrumbs(list(view.breadcrumbs.iter().map(|crumb| text(crumb))));
    page.set_options(list(view.options.iter().map(|option| ui::PlaceOption {
        code: text(&option.code),
        name: text(&option.name),
        count: option.count,
        note: text(&option.note),
    })));
    page.set_query(text(&view.query));
    page.set_whole_label(text(&view.whole_label));
    page.set_keyboard_open(view.keyboard_open);
    Page::Place
}

fn detail_page(app: &App, view: &detail::View) -> Page {
    let page = app.global::<ui::Detail>();
    page.set_title(text(&view.title));
    page.set_employer(text(&view.employer));
    page.set_badge(text(&view.badge));
    page.set_facts(list(view.facts.iter().map(|fact| ui::Fact {
        label: text(&fact.label),
        value: text(&fact.value),
        stated: fact.stated,
        icon: fact_icon(fact.icon),
    })));
    page.set_body(list(view.body.iter().map(paragraph)));
    page.set_notes(list(view.notes.iter().map(|note| text(note))));
    page.set_source_line(text(&view.source_line));
    page.set_prints(view.prints);
    page.set_has_link(view.has_link);
    page.set_can_print(view.can_print);
    page.set_can_print_sheet(view.can_print_sheet);
    page.set_print_note(text(&view.print_note));
    page.set_more_label(text(&view.more_label));
    Page::Detail
}

fn fact_icon(icon: detail::Icon) -> ui::FactIcon {
    match icon {
        detail::Icon::Work => ui::FactIcon::Work,
        detail::Icon::Place => ui::FactIcon::Place,
        detail::Icon::Wage => ui::FactIcon::Wage,
        detail::Icon::Hours => ui::FactIcon::Hours,
        detail::Icon::Conditions => ui::FactIcon::Conditions,
        detail::Icon::Education => ui::FactIcon::Education,
        detail::Icon::Experience => ui::FactIcon::Experience,
        detail::Icon::Deadline => ui::FactIcon::Deadline,
        detail::Icon::Quota => ui::FactIcon::Quota,
        detail::Icon::Disability => ui::FactIcon::Disability,
        detail::Icon::Skills => ui::FactIcon::Skills,
        detail::Icon::Other => ui::FactIcon::Other,
    }
}

fn paragraph(paragraph: &detail::Paragraph) -> ui::Paragraph {
    ui::Paragraph { heading: paragraph.heading, bullet: paragraph.bullet, text: text(&paragraph.text) }
}

fn phone_page(app: &App, view: &phone::View) -> Page {
    let page = app.global::<ui::Phone>();
    page.set_qr(qr::image(&view.qr));
    page.set_title(text(&view.title));
    page.set_url_text(text(&view.url_text));
    page.set_explanation(text(&view.explanation));
    Page::Phone
}

fn ticket_page(app: &App, view: &ticket::View) -> Page {
    let page = app.global::<ui::Ticket>();
    page.set_state(match view.look {
        ticket::Look::Preparing => ui::TicketState::Preparing,
        ticket::Look::Printing => ui::TicketState::Printing,
        ticket::Look::Suspended => ui::TicketState::Suspended,
        ticket::Look::Waiting => ui::TicketState::Waiting,
        ticket::Look::Printed => ui::TicketState::Printed,
        ticket::Look::Unverified => ui::TicketState::Unverified,
        ticket::Look::Blocked => ui::TicketState::Blocked,
        ticket::Look::Doubtful => ui::TicketState::Doubtful,
        ticket::Look::Expired => ui::TicketState::Expired,
        ticket::Look::Failed => ui::TicketState::Failed,
    });
    page.set_number(text(&view.number));
    page.set_qr(qr::image(&view.qr));
    page.set_headline(text(&view.headline));
    page.set_explanation(text(&view.explanation));
    page.set_kind(match view.kind {
        ticket::Kind::Ticket | ticket::Kind::Slip => ui::PrintKind::Ticket,
        ticket::Kind::Sheet | ticket::Kind::Card => ui::PrintKind::Sheet,
    });
    page.set_code(text(&view.code));
    page.set_can_reprint(view.can_reprint);
    Page::Ticket
}

fn undecided_page(app: &App, view: &undecided::View) -> Page {
    let page = app.global::<ui::Undecided>();
    page.set_number(text(&view.number));
    page.set_qr(qr::image(&view.qr));
    page.set_headline(text(&view.headline));
    page.set_explanation(text(&view.explanation));
    page.set_can_reprint(view.can_reprint);
    Page::Undecided
}

fn thanks_page(app: &App, view: &thanks::View) -> Page {
    app.global::<ui::Thanks>().set_message(text(&view.message));
    Page::Thanks
}

fn info_page(app: &App, view: &info::View) -> Page {
    let page = app.global::<ui::Info>();
    page.set_title(text(&view.title));
    page.set_body(list(view.body.iter().map(paragraph)));
    page.set_qr(qr::image(&view.qr));
    page.set_qr_note(text(&view.qr_note));
    Page::Info
}

fn out_of_order_page(app: &App, view: &out_of_order::View) -> Page {
    let page = app.global::<ui::OutOfOrder>();
    page.set_code(text(&view.code));
    page.set_message(text(&view.message));
    page.set_switched_off(view.switched_off);
    page.set_device(text(&view.device));
    page.set_recommendation(text(&view.recommendation));
    Page::OutOfOrder
}

pub(super) fn text(text: &str) -> SharedString {
    text.into()
}

pub(super) fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) fn list<T: Clone + 'static>(items: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::from(Rc::new(items.collect::<VecModel<T>>()))
}
