/// The files of the pages, which are part of the program.
struct Page: Sendable {
    let type: String
    let bytes: [UInt8]

    /// By path.
    static let all: [String: Page] = [
        "/": Page(type: "text/html; charset=utf-8", bytes: PackageResources.operator_html),
        "/subject": Page(type: "text/html; charset=utf-8", bytes: PackageResources.subject_html),
        "/supervisor": Page(type: "text/html; charset=utf-8", bytes: PackageResources.supervisor_html),
        "/kiosk.css": Page(type: "text/css; charset=utf-8", bytes: PackageResources.kiosk_css),
        "/pictures.js": Page(type: "text/javascript; charset=utf-8", bytes: PackageResources.pictures_js),
        "/kiosk.js": Page(type: "text/javascript; charset=utf-8", bytes: PackageResources.kiosk_js),
        "/operator.js": Page(type: "text/javascript; charset=utf-8", bytes: PackageResources.operator_js),
        "/subject.js": Page(type: "text/javascript; charset=utf-8", bytes: PackageResources.subject_js),
        "/supervisor.js": Page(type: "text/javascript; charset=utf-8", bytes: PackageResources.supervisor_js),
        "/icon.svg": Page(type: "image/svg+xml", bytes: PackageResources.icon_svg),
        "/favicon.ico": Page(type: "image/svg+xml", bytes: PackageResources.icon_svg),
    ]
}
