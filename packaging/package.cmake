# The Debian package: the program, its manual page and its completions, which the program itself writes.

include(GNUInstallDirs)

set(made ${CMAKE_BINARY_DIR}/packaging)
add_custom_command(
  OUTPUT ${made}/boltseal.1.gz ${made}/boltseal.bash ${made}/_boltseal ${made}/boltseal.fish ${made}/changelog.gz
  COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
  COMMAND sh -c "$<TARGET_FILE:boltseal> help --man | gzip -9n > ${made}/boltseal.1.gz"
  COMMAND sh -c "$<TARGET_FILE:boltseal> completions bash > ${made}/boltseal.bash"
  COMMAND sh -c "$<TARGET_FILE:boltseal> completions zsh > ${made}/_boltseal"
  COMMAND sh -c "$<TARGET_FILE:boltseal> completions fish > ${made}/boltseal.fish"
  COMMAND sh -c "gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${made}/changelog.gz"
  DEPENDS boltseal ${CMAKE_SOURCE_DIR}/CHANGELOG.md VERBATIM)
add_custom_target(boltseal_extras DEPENDS ${made}/boltseal.1.gz)

# Where Debian's own packages put them. OPTIONAL: `cmake --install` works without boltseal_extras.
install(FILES ${made}/boltseal.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
install(FILES ${made}/boltseal.bash DESTINATION share/bash-completion/completions RENAME boltseal OPTIONAL)
install(FILES ${made}/_boltseal DESTINATION share/zsh/vendor-completions OPTIONAL)
install(FILES ${made}/boltseal.fish DESTINATION share/fish/vendor_completions.d OPTIONAL)
install(FILES ${made}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
# The same program in the place of an OCI runtime (docs/gate.md).
install(CODE "file(CREATE_LINK boltseal \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin/boltseal-runtime SYMBOLIC)
  if(EXISTS \"${made}/boltseal.1.gz\")
    file(CREATE_LINK boltseal.1.gz \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1/boltseal-runtime.1.gz SYMBOLIC)
  endif()")
install(FILES ${CMAKE_SOURCE_DIR}/packaging/boltseal-gate-docker.socket ${CMAKE_SOURCE_DIR}/packaging/boltseal-gate-docker.service
  DESTINATION lib/systemd/system)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/boltseal.sysusers DESTINATION lib/sysusers.d RENAME boltseal.conf)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME boltseal)
set(CPACK_PACKAGE_CONTACT "The Boltseal authors <maintainers@boltseal.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # the least C library that holds what is used
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libisal2")  # unpacks gzip at twice the speed where it is there
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/postinst
  ${CMAKE_SOURCE_DIR}/packaging/debian/prerm ${CMAKE_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "secures containerized applications through their whole life
Boltseal reads the files that build, configure and deploy containers, says at
the exact place what is unsafe and why, and writes what is better instead.")
include(CPack)
